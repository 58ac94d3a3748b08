import { Injectable } from '@nestjs/common';
import { type ConfiguredRegistration, ConfigureRegistrations } from '../registrations/configure-registrations';
import type { EffectiveSettings } from '../settings/effective-settings.rules';
import { FindDispatchPostbacks } from './find-dispatch-postbacks';

/** The settings that hold for a registration, with the postback of the dispatch it came through as that is now. */
@Injectable()
export class ReadRegistrationSettings {
  constructor(
    private readonly configure: ConfigureRegistrations,
    private readonly dispatches: FindDispatchPostbacks,
  ) {}

  /** Two statements, three for a registration of a dispatch. Failures: registration-unknown, instance-unknown. */
  run(of: ConfiguredRegistration): Promise<EffectiveSettings> {
    return this.configure.read(of, async (dispatchId) => (await this.dispatches.run(of.applicationId, [dispatchId])).get(dispatchId));
  }
}
