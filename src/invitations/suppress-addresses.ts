import { Injectable } from '@nestjs/common';
import { MoreTokens, type Page } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { invalidInput } from '../platform/failure';
import { MailSuppressions, type Suppression, type SuppressionScope } from '../platform/mail/mail-suppressions';
import { addressFault } from './recipient-rows.rules';

/** The list of addresses that get no mail of an application, or no reminders; it is asked last before a mail leaves. */
@Injectable()
export class SuppressAddresses {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly suppressions: MailSuppressions,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** In the order of addresses. */
  list(applicationId: string, more?: string): Promise<Page<Suppression>> {
    const position = more === undefined ? undefined : this.moreTokens.read<object>('suppressions', more);
    return this.unit.run(async () => this.moreTokens.page('suppressions', {}, await this.suppressions.list(applicationId, String(position?.after[0] ?? '')), ({ address }) => [address]));
  }

  /** Replaces what was said of the address. Failures: invalid-input. */
  set(applicationId: string, address: string, scope: SuppressionScope, reason: string): Promise<void> {
    const fault = addressFault(address.trim());
    if (fault) throw invalidInput('address', fault);
    return this.unit.run(async () => {
      await this.suppressions.remove(applicationId, address);
      await this.suppressions.add(applicationId, address, scope, reason);
    });
  }

  /** The address may be mailed again; one that is not on the list is no fault. */
  remove(applicationId: string, address: string): Promise<void> {
    return this.unit.run(() => this.suppressions.remove(applicationId, address));
  }
}
