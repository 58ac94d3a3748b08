import { pipeline } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config';
import { Failure, outgoingRequestFailed } from '../../platform/failure';
import { OutgoingHttp } from '../../platform/http-client/outgoing-http';
import { FileStorage } from '../../platform/storage/file-storage';
import { atMost } from './limit-size';

const hour = 3_600_000;

/** Fetches a file from an address a tenant names into the store. */
@Injectable()
export class FetchPackage {
  constructor(
    private readonly config: Config,
    private readonly storage: FileStorage,
    private readonly http: OutgoingHttp,
  ) {}

  /** Answers its size. Failures: body-too-large, and those of OutgoingHttp. */
  async run(url: string, key: string, options: { totalTimeoutMs?: number; signal?: AbortSignal } = {}): Promise<number> {
    const response = await this.http.request({ url, redirects: 3, idleTimeoutMs: 60_000, totalTimeoutMs: options.totalTimeoutMs ?? hour });
    if (response.status !== 200) {
      response.body.destroy();
      throw outgoingRequestFailed(new URL(url).hostname, `it answered ${response.status} instead of the file`);
    }
    const limited = atMost(this.config.maxUploadBytes);
    pipeline(response.body, limited, () => undefined); // a lost connection must end `limited` too
    try {
      return (await this.storage.write(key, limited)).size;
    } catch (error) {
      const lost = response.body.errored && !(error instanceof Failure) && !options.signal?.aborted;
      throw lost ? outgoingRequestFailed(new URL(url).hostname, 'the connection broke off before the whole file was there') : error;
    }
  }
}
