import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { SignedTokens } from '../../platform/signed-token';
import { DispatchRepository } from '../dispatch.repository';
import { dispatchUnknown } from '../dispatch.failures';

/** What an LMS is told so that it can launch a dispatch by LTI 1.1. The secret follows from the server's key, so none is stored. */
@Injectable()
export class LtiCredentials {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly dispatches: DispatchRepository,
    private readonly tokens: SignedTokens,
  ) {}

  /** Failures: dispatch-unknown. */
  async run(applicationId: string, dispatchId: string): Promise<{ url: string; consumerKey: string; sharedSecret: string }> {
    const found = await this.unit.run(() => this.dispatches.find(applicationId, dispatchId));
    if (!found) throw dispatchUnknown(dispatchId);
    return this.of(found.dispatchKey);
  }

  of(dispatchKey: string): { url: string; consumerKey: string; sharedSecret: string } {
    return { url: `${this.config.publicUrl}/lti/1.1/${dispatchKey}`, consumerKey: dispatchKey, sharedSecret: this.secretOf(dispatchKey) };
  }

  secretOf(dispatchKey: string): string {
    return Buffer.from(this.tokens.hmac('lti-1.1', dispatchKey), 'hex').toString('base64url');
  }
}
