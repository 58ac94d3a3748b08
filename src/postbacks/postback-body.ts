import type { DescribeRegistration } from '../runtime/describe-registration';
import { registrationReport } from '../runtime/legacy-report.rules';
import { type RegistrationDetails, registrationResults } from '../runtime/registration-results';
import { reportXml } from '../runtime/write-report.rules';
import type { RegistrationRow } from '../registrations/find-registrations';
import type { PostbackTarget } from './postback-target.rules';
import type { Frozen } from './postback.repository';

/** A registration with what is told of it. */
export interface Told {
  row: RegistrationRow;
  described: Described;
  tags: readonly string[];
}
export type Described = Awaited<ReturnType<DescribeRegistration['run']>>;

const detailsOf: Readonly<Record<PostbackTarget['format'], RegistrationDetails>> = {
  course: { children: false, runtime: false, interactions: false },
  activity: { children: true, runtime: false, interactions: false },
  full: { children: true, runtime: true, interactions: true },
};

/** What a receiver is told of a registration: what the API answers for it, and the number of this postback; or the XML of the old API. */
export function postbackBody({ row, described, tags }: Told, target: Pick<PostbackTarget, 'format' | 'legacy'>, sequence: number): Frozen {
  const results = registrationResults(row, described, target.legacy ? detailsOf.full : detailsOf[target.format]);
  if (target.legacy) return { sequence, content: 'xml', body: `<?xml version="1.0" encoding="utf-8"?><rsp stat="ok">${reportXml(registrationReport(results, target.format)).markup}</rsp>` };
  return { sequence, content: 'json', body: JSON.stringify({ ...results, tags, sequence }) };
}
