import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { outgoingRequestFailed } from '../../platform/failure';
import { OutgoingHttp } from '../../platform/http-client/outgoing-http';
import { randomSecret } from '../../platform/random-ids';
import { LtiCredentials } from './lti-credentials';
import type { Lti11Service } from './lti-result.entity';
import { authorizationFor } from './oauth1.rules';
import { replaceResult, wasTaken } from './outcome.rules';

const mostBytes = 64 * 1024;

/** Writes a grade into a gradebook by LTI 1.1 Basic Outcomes. */
@Injectable()
export class PostLti11Outcome {
  constructor(
    private readonly http: OutgoingHttp,
    private readonly credentials: LtiCredentials,
    private readonly clock: Clock,
  ) {}

  /** Failures: outgoing-address-refused, outgoing-request-failed. */
  async post(dispatchKey: string, { url, sourcedId }: Lti11Service, grade: number): Promise<void> {
    const body = replaceResult(randomSecret(9), sourcedId, grade);
    const authorization = authorizationFor({ url, body }, dispatchKey, this.credentials.secretOf(dispatchKey), { seconds: Math.floor(this.clock.now() / 1000), nonce: randomSecret(18) });
    const headers = { authorization, 'content-type': 'application/xml', 'content-length': String(Buffer.byteLength(body)) };
    const answer = await this.http.fetchAll({ method: 'POST', url, headers, body, idleTimeoutMs: 15_000, totalTimeoutMs: 30_000 }, mostBytes);
    if (answer.status !== 200 || !wasTaken(answer.body.toString('utf8'))) throw outgoingRequestFailed(new URL(url).hostname, `it answered ${answer.status} to a grade and did not say that it took it`);
  }
}
