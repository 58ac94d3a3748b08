import { call } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { Field, Form } from '../kit/form';
import { moment } from '../kit/format';
import { type Column, List } from '../kit/list';
import { Copy, Section, State } from '../kit/parts';
import { path } from '../kit/api';
import { say, sayWord } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import type { Recipient } from './invitation-shapes';

const nameOf = ({ firstName, lastName }: Recipient) => [firstName, lastName].filter(Boolean).join(' ');
const stateOf = (r: Recipient) => (r.revoked ? 'revoked' : (r.registrationReport?.complete === 'COMPLETED' ? 'completed' : r.isStarted ? 'started' : r.state));

function Acts({ at, one, onDone }: { at: string; one: Recipient; onDone: () => void }) {
  const base = `${at}/recipients/${encodeURIComponent(one.recipientId)}`;
  const after = (text: Parameters<typeof say>[0]) => { tell(say(text)); onDone(); };
  return (
    <>
      {!one.revoked && <Opens label={say('recipients.resend')} kind="quiet">{(close) => <Confirm title={say('recipients.resend.ask', { email: one.email })} act={say('recipients.resend')} onClose={close} onConfirm={async () => { await call('POST', `${base}/resend`); after('recipients.resent'); }} />}</Opens>}
      <Opens label={say('recipients.mend')} kind="quiet">
        {(close) => (
          <Dialog title={say('recipients.mend.title')} onClose={close}>
            <Form act={say('save')} onCancel={close} onSubmit={async (values) => { await call('PUT', base, { email: values.text('email'), firstName: values.text('firstName'), lastName: values.text('lastName') }); close(); after('saved'); }}>
              <Field name="email" label={say('field.email')} type="email" value={one.email} required /><Field name="firstName" label={say('field.firstname')} value={one.firstName} /><Field name="lastName" label={say('field.lastname')} value={one.lastName} />
            </Form>
          </Dialog>
        )}
      </Opens>
      <Opens label={say(one.revoked ? 'recipients.restore' : 'recipients.revoke')} kind="quiet">
        {(close) => <Confirm title={say(one.revoked ? 'recipients.restore.ask' : 'recipients.revoke.ask', { email: one.email })} act={say(one.revoked ? 'recipients.restore' : 'recipients.revoke')} danger={!one.revoked} onClose={close} onConfirm={async () => { await call('PUT', base, { revoked: !one.revoked }); after('saved'); }}>{!one.revoked && <p>{say('recipients.revoke.body')}</p>}</Confirm>}
      </Opens>
    </>
  );
}

/** Who was invited, and how each of them stands. */
export function Recipients({ at, isPrivate, turn, onTurn }: { at: string; isPrivate: boolean; turn: number; onTurn: () => void }) {
  const { may } = useSession();
  const columns: Column<Recipient>[] = [
    { head: say('field.email'), kind: 'main', value: (r) => r.email, cell: (r) => <>{r.registrationId ? <a href={path`/console/registrations/${r.registrationId}`}>{r.email}</a> : r.email}{nameOf(r) && <span class="soft small id"><bdi>{nameOf(r)}</bdi></span>}</> },
    { head: say('field.name'), kind: 'export', value: nameOf },
    { head: say('field.state'), value: stateOf, cell: (r) => <><State word={stateOf(r)} />{r.error && <span class="error small id">{r.error}</span>}</> },
    { head: say('recipients.mailed'), value: (r) => r.mailed, cell: (r) => moment(r.mailed) },
    { head: say('recipients.result'), value: (r) => r.registrationReport?.success, cell: (r) => <>{sayWord(r.registrationReport?.success)}{r.registrationReport?.score && ` · ${r.registrationReport.score.scaled} %`}</> },
    { head: say('invitations.link'), kind: 'export', value: (r) => r.url },
    { head: say('acts'), kind: 'acts', cell: (r) => <><Copy text={r.url} label={say('copy.link')} />{may('send') && isPrivate && <Acts at={at} one={r} onDone={onTurn} />}</> },
  ];
  const states = { param: 'state', label: say('recipients.state'), options: ['queued', 'sent', 'bounced', 'failed', 'suppressed', 'cancelled', 'joined', 'gone'].map((value) => ({ value, label: sayWord(value) })) };
  return (
    <Section title={say('recipients.title')}>
      <List<Recipient> caption={say('recipients.title')} path={`${at}/userInvitations`} query={{ includeRegistrationReport: 'true' }} of="userInvitations" fileName="people" keyOf={(r) => r.recipientId} columns={columns} turn={turn} states={states}
        filter={{ label: say('recipients.find'), by: [{ value: 'email', label: say('field.email') }, { value: 'registration_id', label: say('registrations.id') }] }} empty={<p>{say(isPrivate ? 'recipients.empty' : 'recipients.empty.public')}</p>} />
    </Section>
  );
}
