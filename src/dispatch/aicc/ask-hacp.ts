import { isUtf8 } from 'node:buffer';
import { Injectable } from '@nestjs/common';
import { outgoingRequestFailed } from '../../platform/failure';
import { OutgoingHttp } from '../../platform/http-client/outgoing-http';
import { hacpRequest, readHacp } from './hacp.rules';

const mostBytes = 256 * 1024;
const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/plain, */*' };
/** The session is not known (any more); the command or the password is not accepted. */
const forGood = new Set([1, 2, 3]);

/** Speaks HACP with an LMS: one POST, one answer. */
@Injectable()
export class AskHacp {
  constructor(private readonly http: OutgoingHttp) {}

  /** `refused`: the LMS knows no such session. Failures: outgoing-address-refused, outgoing-request-failed. */
  async run(command: 'GetParam' | 'PutParam' | 'ExitAU', { url, sid }: { url: string; sid: string }, data = ''): Promise<{ data: string; refused?: string }> {
    const body = hacpRequest(command, sid, data);
    const answer = await this.http.fetchAll({ method: 'POST', url, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body, idleTimeoutMs: 10_000, totalTimeoutMs: 15_000 }, mostBytes);
    const { error, errorText, data: told } = readHacp(answer.body.toString(isUtf8(answer.body) ? 'utf8' : 'latin1'));
    if (answer.status === 200 && error === 0) return { data: told };
    if (answer.status === 200 && error !== undefined && forGood.has(error)) return { data: '', refused: `it answered ${command} with error ${error} ${errorText.slice(0, 200)}`.trim() };
    throw outgoingRequestFailed(new URL(url).hostname, `it answered ${command} with status ${answer.status} and ${error === undefined ? 'nothing that HACP knows' : `error ${error}`}`);
  }
}
