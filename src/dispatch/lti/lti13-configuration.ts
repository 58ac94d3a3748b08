import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { DestinationRepository } from '../destination.repository';
import { destinationUnknown, dispatchUnknown } from '../dispatch.failures';
import { DispatchRepository } from '../dispatch.repository';
import { LtiToolKeys } from './lti-tool-keys';

/** What is entered into a learning platform so that it knows this server, and where its links lead. */
@Injectable()
export class Lti13Configuration {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DispatchRepository,
    private readonly keys: LtiToolKeys,
  ) {}

  /** Failures: destination-unknown. */
  async ofDestination(applicationId: string, destinationId: string) {
    const found = await this.unit.run(() => this.destinations.find(applicationId, destinationId));
    if (!found) throw destinationUnknown(destinationId);
    return {
      publicKey: await this.keys.publicPem(), oidcLoginInitiationsUrl: this.loginUri(found.destinationKey), redirectUri: this.redirectUri(found.destinationKey),
      jsonWebKeySetUrl: this.keysUri,
    };
  }

  /** Failures: dispatch-unknown. */
  async ofDispatch(applicationId: string, dispatchId: string): Promise<{ targetLinkUri: string }> {
    const found = await this.unit.run(() => this.dispatches.find(applicationId, dispatchId));
    if (!found) throw dispatchUnknown(dispatchId);
    return { targetLinkUri: this.targetOf(found.dispatchKey) };
  }

  get keysUri(): string {
    return `${this.config.publicUrl}/lti/1.3/keys`;
  }

  loginUri(destinationKey: string): string {
    return `${this.config.publicUrl}/lti/1.3/${destinationKey}/login`;
  }

  redirectUri(destinationKey: string): string {
    return `${this.config.publicUrl}/lti/1.3/${destinationKey}/launch`;
  }

  targetOf(dispatchKey: string): string {
    return `${this.config.publicUrl}/lti/1.3/dispatches/${dispatchKey}`;
  }

  /** The dispatch that a platform's link leads to; nothing for an address that is none of ours. */
  dispatchAt(target: string): string | undefined {
    const prefix = this.targetOf('');
    return target.startsWith(prefix) ? /^[0-9a-z]{26}$/.exec(target.slice(prefix.length))?.[0] : undefined;
  }
}
