import { Injectable } from '@nestjs/common';
import { type VerifiedCredential, VerifyCredential } from '../../applications/verify-credential';
import { Clock } from '../../platform/clock';
import { V1Refusal } from './v1-failures';
import { isSignedWith, momentOfStamp, type Parameters, signedTexts } from './v1-signature.rules';

const windowMs = 15 * 60_000;

/** Who signed a v1 call, and whether just now (PROTOCOL 2). */
@Injectable()
export class VerifyV1Call {
  constructor(
    private readonly credentials: VerifyCredential,
    private readonly clock: Clock,
  ) {}

  /** Throws a V1Refusal 100 to 107. */
  async run(parameters: Parameters, signedBy: 'application' | 'management' | 'either'): Promise<VerifiedCredential> {
    const [applicationId, stamp, signature] = ['appid', 'ts', 'sig'].map((wanted) => parameters.find(([name]) => name === wanted)?.[1] ?? '') as [string, string, string];
    if (!applicationId) throw new V1Refusal(101, 'The parameter appid is missing');
    if (!stamp) throw new V1Refusal(105, 'The parameter ts is missing');
    if (!signature) throw new V1Refusal(103, 'The parameter sig is missing');
    const at = momentOfStamp(stamp);
    if (at === undefined) throw new V1Refusal(106, 'The parameter ts is malformed; it is a moment in UTC as yyyyMMddHHmmss');
    if (Math.abs(at - this.clock.now()) > windowMs) throw new V1Refusal(107, 'The timestamp is more than 15 minutes off; rustici.debug.getTime tells the time of this server');
    const texts = signedTexts(parameters);
    const found = await this.signer(applicationId, signedBy, (secret) => isSignedWith(secret, texts, signature));
    if (found === 'unknown') throw new V1Refusal(102, `There is no application [${applicationId.slice(0, 64)}]`);
    if (!found) throw new V1Refusal(104, 'The signature is wrong; is the secret of this application used, over all parameters?');
    if (signedBy !== 'either' && found.isManagement !== (signedBy === 'management')) throw new V1Refusal(100, found.isManagement ? 'Application management may not call this method' : 'Only application management may call this method');
    return found;
  }

  /** PHP puts the application that a call of application management is about into `appid`. */
  private async signer(applicationId: string, signedBy: 'application' | 'management' | 'either', isSigned: (secret: string) => boolean): Promise<VerifiedCredential | 'unknown' | undefined> {
    const found = await this.credentials.signed(applicationId, isSigned);
    if (signedBy === 'application' || (found && found !== 'unknown')) return found;
    return (await this.credentials.signedByManagement(isSigned)) ?? found;
  }
}
