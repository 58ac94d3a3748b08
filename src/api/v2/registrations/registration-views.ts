import { Injectable } from '@nestjs/common';
import type { RegistrationRow } from '../../../registrations/find-registrations';
import { TagRegistrations } from '../../../registrations/tag-registrations';
import { DescribeRegistration } from '../../../runtime/describe-registration';
import { type RegistrationDetails, registrationResults } from '../../../runtime/registration-results';
import { flagOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';

/** What a RegistrationSchema shall hold beside the four figures. */
export function detailsOf(q: Params): RegistrationDetails {
  const asked = (name: string) => flagOf(name, single(q[name]));
  const interactions = asked('includeInteractionsAndObjectives');
  return { children: asked('includeChildResults'), runtime: asked('includeRuntime') || interactions, interactions };
}

/** Registrations as the API shows them; the rows must bring their runtime. */
@Injectable()
export class RegistrationViews {
  constructor(
    private readonly describe: DescribeRegistration,
    private readonly tags: TagRegistrations,
  ) {}

  async page(applicationId: string, rows: readonly RegistrationRow[], details: RegistrationDetails) {
    const tags = await this.tags.byKey(applicationId, rows.map((row) => row.registration_key));
    const described = await this.describe.many(rows);
    return described.map((one, n) => {
      const row = rows[n] as RegistrationRow;
      return { ...registrationResults(row, one, details), tags: tags.get(row.registration_key) ?? [] };
    });
  }

  async one(applicationId: string, row: RegistrationRow, details: RegistrationDetails) {
    const [view] = await this.page(applicationId, [row], details);
    return view;
  }
}
