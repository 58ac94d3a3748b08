import { path } from '../kit/api';
import { moment } from '../kit/format';
import { type Column, List } from '../kit/list';
import { say, sayWord } from '../kit/texts';

interface Entry {
  id: string;
  kind: string;
  dispatchId?: string;
  registrationId?: string;
  registrations: number;
  learners: number;
  licensed: number;
  reason?: string;
  created?: string;
}
const signed = (n: number) => (n > 0 ? `+${n}` : String(n));

const columns = (): Column<Entry>[] => [
  { head: say('field.when'), kind: 'main', value: (e) => e.created, cell: (e) => moment(e.created) },
  { head: say('ledger.kind'), value: (e) => e.kind, cell: (e) => sayWord(e.kind) },
  { head: say('registrations.one'), value: (e) => e.registrationId, cell: (e) => e.registrationId ? <a href={path`/console/registrations/${e.registrationId}`}>{e.registrationId}</a> : '–' },
  { head: say('registrations.title'), kind: 'number', value: (e) => e.registrations, cell: (e) => signed(e.registrations) },
  { head: say('learners.title'), kind: 'number', value: (e) => e.learners, cell: (e) => signed(e.learners) },
  { head: say('ledger.reason'), value: (e) => e.reason, cell: (e) => e.reason || '–' },
];

/** Every change of the counts, the newest first; nothing in it is ever rewritten. */
export const Ledger = ({ at }: { at: string }) => <List<Entry> caption={say('ledger.title')} path={at} of="entries" fileName="ledger" keyOf={({ id }) => id} columns={columns()} empty={<p>{say('ledger.empty')}</p>} />;
