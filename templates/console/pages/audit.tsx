import { moment } from '../kit/format';
import { type Column, List } from '../kit/list';
import { Page, Parts } from '../kit/parts';
import { usePlace } from '../kit/router';
import { say } from '../kit/texts';
import { useSession } from '../session';

interface Entry {
  at: string;
  who: string;
  action: string;
  subject?: string;
  detail?: unknown;
  address?: string;
  application?: string;
}
const words = (detail: unknown): string => (detail === undefined || detail === null || detail === '' ? '' : typeof detail === 'string' ? detail : JSON.stringify(detail));

/** Who did what, the newest first. */
export function Audit() {
  const { application, session } = useSession();
  const isWhole = usePlace().query.get('part') === 'all' && session.installation;
  const columns: Column<Entry>[] = [
    { head: say('field.when'), kind: 'main', value: (e) => e.at, cell: (e) => moment(e.at) },
    { head: say('audit.who'), value: (e) => e.who, cell: (e) => e.who },
    { head: say('audit.action'), value: (e) => e.action, cell: (e) => <code>{e.action}</code> },
    { head: say('audit.subject'), value: (e) => e.subject, cell: (e) => <>{e.subject || '–'}{words(e.detail) && <span class="soft small id">{words(e.detail)}</span>}</> },
    { head: say('audit.detail'), kind: 'export', value: (e) => words(e.detail) },
    ...(isWhole ? [{ head: say('audit.application'), value: (e: Entry) => e.application, cell: (e: Entry) => e.application || '–' }] : []),
    { head: say('sessions.address'), value: (e) => e.address, cell: (e) => e.address || '–' },
  ];
  return (
    <Page title={say('audit.title')} lead={say('audit.lead')}>
      {session.installation && <Parts label={say('parts')} base="/console/audit" parts={[{ id: 'here', label: say('audit.here') }, { id: 'all', label: say('audit.everywhere') }]} current={isWhole ? 'all' : 'here'} />}
      <List<Entry> caption={say('audit.title')} path="/console/api/audit" query={{ application: isWhole ? undefined : application?.id }} of="entries" fileName="audit" keyOf={(e) => `${e.at}${e.action}${e.subject ?? ''}${words(e.detail)}`} columns={columns} empty={<p>{say('audit.empty')}</p>} />
    </Page>
  );
}
