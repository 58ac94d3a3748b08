import { moment } from '../kit/format';
import { type Column, List } from '../kit/list';
import { Page } from '../kit/parts';
import { say } from '../kit/texts';
import { useSession } from '../session';

interface Mail {
  id: string;
  to: string;
  subject: string;
  createdAt: string;
}

/** Mails that would have gone out, where there is no mail server; each opens in a tab of its own. */
export function Mailbox() {
  const { application } = useSession();
  const id = application?.id ?? '';
  const columns: Column<Mail>[] = [
    { head: say('mailbox.subject'), kind: 'main', value: (m) => m.subject, cell: (m) => <a href={`/dev/mailbox/view/${encodeURIComponent(m.id)}?application=${encodeURIComponent(id)}`} target="_blank" rel="noopener">{m.subject || say('mailbox.nosubject')}</a> },
    { head: say('mailbox.to'), value: (m) => m.to, cell: (m) => m.to },
    { head: say('field.when'), value: (m) => m.createdAt, cell: (m) => moment(m.createdAt) },
  ];
  return (
    <Page title={say('mailbox.title')} lead={say('mailbox.lead')}>
      <List<Mail> caption={say('mailbox.title')} path="/dev/mailbox/messages" query={{ application: id }} of="messages" keyOf={(m) => m.id} columns={columns} whenUnknown={say('mailbox.none')}
        filter={{ label: say('mailbox.find'), by: [{ value: 'to', label: say('mailbox.to'), param: 'to' }] }} empty={<p>{say('mailbox.empty')}</p>} />
    </Page>
  );
}
