import { Injectable } from '@nestjs/common';
import { newKey } from '../../platform/random-ids';
import { SignedTokens } from '../../platform/signed-token';
import { uploadTokenInvalid } from '../courses.failures';

const purpose = 'course-upload';
const lifeSeconds = 86_400;

/** The permission to send one file ahead, for a day. Nothing is stored before its first byte. */
@Injectable()
export class IssueUploadToken {
  constructor(private readonly tokens: SignedTokens) {}

  run(applicationId: string): string {
    return this.tokens.sign(purpose, { a: applicationId, k: newKey() }, lifeSeconds);
  }

  /** The key of the upload. Failures: upload-unknown. */
  read(applicationId: string, token: string): string {
    const found = this.tokens.verify<{ a: string; k: string }>(purpose, token);
    if (found === 'expired' || found === 'invalid' || found.a !== applicationId) throw uploadTokenInvalid();
    return found.k;
  }
}
