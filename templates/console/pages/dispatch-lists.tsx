import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { download } from '../kit/download';
import { ExportsOf } from '../kit/exports';
import { Field, Form } from '../kit/form';
import { moment } from '../kit/format';
import { type Column, List } from '../kit/list';
import { Act, Show, useLoad } from '../kit/loading';
import { Section, State } from '../kit/parts';
import { say, sayCount, sayWord } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import type { LaunchHead } from './dispatch-shapes';

interface Key {
  id: string;
  downloaded?: string;
  revoked?: string;
  test: boolean;
  origins: { origin: string; firstSeen?: string; lastSeen?: string }[];
}

const keyColumns = () => [
  { head: say('downloads.when'), value: (k: Key) => k.downloaded }, { head: say('field.id'), value: (k: Key) => k.id }, { head: say('downloads.test'), value: (k: Key) => k.test },
  { head: say('downloads.seen'), value: (k: Key) => k.origins.map(({ origin }) => origin).join(' ') }, { head: say('downloads.revoked'), value: (k: Key) => k.revoked },
];

function KeyRow({ id, one, reload }: { id: string; one: Key; reload: () => void }) {
  const { may } = useSession();
  return (
    <tr>
      <th scope="row" class="main">{moment(one.downloaded)}{one.test && <span class="state">{say('downloads.test')}</span>}<span class="soft small id">{one.id}</span></th>
      <td data-head={say('downloads.seen')}>{one.origins.length ? <ul class="plain">{one.origins.map(({ origin, lastSeen }) => <li key={origin}>{origin} <span class="soft small">{moment(lastSeen)}</span></li>)}</ul> : <span class="soft">{say('downloads.unseen')}</span>}</td>
      <td data-head={say('field.state')}>{one.revoked ? <><State word="revoked" /> {moment(one.revoked)}</> : <State word="active" />}</td>
      <td class="acts">{!one.revoked && may('own') && <Opens label={say('downloads.revoke')} kind="quiet">{(close) => <Confirm title={say('downloads.revoke.ask')} act={say('downloads.revoke')} danger onClose={close} onConfirm={async () => { await call('DELETE', path`/dispatch/dispatches/${id}/keys/${one.id}`); reload(); }}><p>{say('downloads.revoke.body')}</p></Confirm>}</Opens>}</td>
    </tr>
  );
}

function Rotate({ id, onDone, onClose }: { id: string; onDone: () => void; onClose: () => void }) {
  return (
    <Dialog title={say('downloads.rotate')} onClose={onClose}>
      <p>{say('downloads.rotate.body')}</p>
      <Form act={say('downloads.rotate')} danger onCancel={onClose} onSubmit={async (values) => {
        const { result } = await call<{ result: number }>('POST', path`/dispatch/dispatches/${id}/keys/rotate`, { graceHours: values.number('graceHours') ?? 0 });
        onClose();
        tell(sayCount('downloads.rotated', result));
        onDone();
      }}><Field name="graceHours" label={say('downloads.grace')} hint={say('downloads.grace.hint')} type="number" min={0} max={8760} value={168} required /></Form>
    </Dialog>
  );
}

/** Every download with its key, and the sites it was launched from. */
export function Downloads({ id, turn }: { id: string; turn: number }) {
  const { may } = useSession();
  const keys = useLoad((signal) => read<{ keys: Key[] }>(path`/dispatch/dispatches/${id}/keys`, {}, signal), [id, turn]);
  return (
    <Section title={say('downloads.title')} hint={say('downloads.hint')} acts={may('write') && <Opens label={say('downloads.rotate')}>{(close) => <Rotate id={id} onDone={keys.reload} onClose={close} />}</Opens>}>
      <Show of={keys}>
        {({ keys: all }) => all.length ? (
          <>
          <div class="bar"><ExportsOf what={say('downloads.title')} name="downloads" columns={keyColumns()} rows={all} /></div>
          <div class="table"><table>
            <caption class="hidden">{say('downloads.title')}</caption>
            <thead><tr><th scope="col">{say('downloads.when')}</th><th scope="col">{say('downloads.seen')}</th><th scope="col">{say('field.state')}</th><th scope="col"><span class="hidden">{say('acts')}</span></th></tr></thead>
            <tbody>{all.map((one) => <KeyRow key={one.id} id={id} one={one} reload={keys.reload} />)}</tbody>
          </table></div>
          </>
        ) : <div class="empty"><p>{say('downloads.empty')}</p></div>}
      </Show>
    </Section>
  );
}

interface Seat {
  id: string;
  registrationId?: string;
  learnerId?: string;
  instance: number;
  test: boolean;
  taken?: string;
  launched?: string;
  voided?: string;
  refunded?: string;
}
const stateOfSeat = (seat: Seat) => (seat.voided ? 'voided' : seat.refunded ? 'refunded' : seat.launched ? 'launched' : 'taken');

function SeatActs({ id, seat, onDone }: { id: string; seat: Seat; onDone: () => void }) {
  const release = (how: 'refund' | 'void') => (close: () => void) => (
    <Dialog title={say(`seats.${how}`)} onClose={close}>
      <p>{say(`seats.${how}.body`)}</p>
      <Form act={say(`seats.${how}`)} danger onCancel={close} onSubmit={async (values) => { await call('POST', `${path`/dispatch/dispatches/${id}/seats/${seat.id}`}/${how}`, { reason: values.text('reason') }); close(); tell(say('saved')); onDone(); }}>
        <Field name="reason" label={say('seats.reason')} maxlength={1000} required />
      </Form>
    </Dialog>
  );
  if (seat.voided || seat.refunded) return null;
  return <><Opens label={say('seats.refund')} kind="quiet">{release('refund')}</Opens><Opens label={say('seats.void')} kind="quiet">{release('void')}</Opens></>;
}

export function Seats({ id }: { id: string }) {
  const { may } = useSession();
  const [turn, setTurn] = useState(0);
  const columns: Column<Seat>[] = [
    { head: say('learners.one'), kind: 'main', value: (s) => s.learnerId, cell: (s) => <>{s.learnerId ?? '–'}{s.test && <span class="state">{say('downloads.test')}</span>}</> },
    { head: say('registrations.one'), value: (s) => s.registrationId, cell: (s) => s.registrationId ? <a href={path`/console/registrations/${s.registrationId}`}>{s.registrationId}</a> : '–' },
    { head: say('field.state'), value: stateOfSeat, cell: (s) => <State word={stateOfSeat(s)} /> },
    { head: say('seats.taken'), value: (s) => s.taken, cell: (s) => moment(s.taken) },
    { head: say('acts'), kind: 'acts', cell: (s) => may('write') && <SeatActs id={id} seat={s} onDone={() => setTurn(turn + 1)} /> },
  ];
  return <Section title={say('seats.title')} hint={say('seats.hint')}><List<Seat> caption={say('seats.title')} path={path`/dispatch/dispatches/${id}/seats`} of="seats" keyOf={(s) => s.id} columns={columns} turn={turn} empty={<p>{say('seats.empty')}</p>} /></Section>;
}

export function Launches({ id }: { id: string }) {
  const columns: Column<LaunchHead>[] = [
    { head: say('problem.reference'), kind: 'main', value: (l) => l.reference, cell: (l) => <a href={`/console/diagnostics?reference=${encodeURIComponent(l.reference)}`}>{l.reference}</a> },
    { head: say('launches.outcome'), value: (l) => l.outcome, cell: (l) => <State word={l.outcome} /> },
    { head: say('learners.one'), value: (l) => l.learner, cell: (l) => l.learner },
    { head: say('launches.origin'), value: (l) => l.origin, cell: (l) => l.origin || '–' },
    { head: say('field.created'), value: (l) => l.created, cell: (l) => moment(l.created) },
    { head: say('launches.heard'), value: (l) => l.updated, cell: (l) => moment(l.updated) },
  ];
  return <Section title={say('launches.title')} hint={say('launches.hint')}><List<LaunchHead> caption={say('launches.title')} path={path`/dispatch/dispatches/${id}/launchTimelines`} of="launches" keyOf={(l) => l.reference} columns={columns} empty={<p>{say('launches.empty')}</p>} /></Section>;
}

interface Confirmation {
  state: string;
  registrationId: string;
  instance: number;
  learner: { id: string; firstName: string; lastName: string };
  registrationCompletion: string;
  registrationSuccess: string;
  score?: number;
  lms?: { status: string; score?: string };
  lmsError?: string;
  lastLaunch?: string;
}

/** What the client's LMS has confirmed of each learner, and the rest as a file for its administrator. */
export function Confirmations({ id }: { id: string }) {
  const columns: Column<Confirmation>[] = [
    { head: say('learners.one'), kind: 'main', value: (c) => c.learner.id, cell: (c) => <><a href={path`/console/registrations/${c.registrationId}`}>{`${c.learner.firstName} ${c.learner.lastName}`.trim() || c.learner.id}</a><span class="soft small id">{c.learner.id}</span></> },
    { head: say('confirmations.state'), value: (c) => c.state, cell: (c) => <State word={c.state} /> },
    { head: say('confirmations.here'), value: (c) => c.registrationCompletion, cell: (c) => <>{sayWord(c.registrationCompletion)}{c.score !== undefined && ` · ${c.score} %`}</> },
    { head: say('confirmations.lms'), value: (c) => c.lms?.status, cell: (c) => <>{c.lms ? sayWord(c.lms.status) : '–'}{c.lms?.score && ` · ${c.lms.score}`}{c.lmsError && <span class="error small id">{c.lmsError}</span>}</> },
    { head: say('confirmations.launch'), value: (c) => c.lastLaunch, cell: (c) => moment(c.lastLaunch) },
  ];
  const states = { param: 'state', label: say('confirmations.state'), options: ['confirmed', 'unconfirmed', 'never'].map((value) => ({ value, label: sayWord(value) })) };
  return (
    <Section title={say('confirmations.title')} hint={say('confirmations.hint')} acts={<Act label={say('confirmations.csv')} act={() => download(path`/dispatch/dispatches/${id}/unconfirmed.csv`, {}, 'unconfirmed.csv')} />}>
      <List<Confirmation> caption={say('confirmations.title')} path={path`/dispatch/dispatches/${id}/confirmations`} of="confirmations" keyOf={(c) => `${c.registrationId} ${c.instance}`} columns={columns} states={states} empty={<p>{say('confirmations.empty')}</p>} />
    </Section>
  );
}
