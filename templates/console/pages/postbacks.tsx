import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { Check, Field, Form, MomentField } from '../kit/form';
import { moment, number } from '../kit/format';
import { type Column, List } from '../kit/list';
import { Act, Show, useLoad } from '../kit/loading';
import { Copy, Facts, Page, Parts, Scrolls, Section, State } from '../kit/parts';
import { usePlace } from '../kit/router';
import { say, sayCount, sayWord } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';

interface Postback {
  id: string;
  kind: string;
  state: string;
  registrationId?: string;
  receiver?: string;
  created?: string;
  nextAttempt?: string;
  finished?: string;
  attemptCount?: number;
  lastStatus?: number;
  lastError?: string;
}
interface Details extends Postback {
  body?: string;
  attempts: { attempt: number; at?: string; milliseconds?: number; address?: string; status?: number; error?: string; answer?: string }[];
}
const eventTypes = ['course.imported', 'course.import_failed', 'dispatch.limit_reached', 'licence.threshold_reached', 'dispatch.alarm', 'invitation.mail_bounced'] as const;

function Attempts({ id, onClose, onReplayed }: { id: string; onClose: () => void; onReplayed: () => void }) {
  const { may } = useSession();
  const found = useLoad((signal) => read<Details>(path`/postbacks/${id}`, {}, signal), [id]);
  const replay = async () => { await call('POST', path`/postbacks/${id}/replay`); tell(say('postbacks.replayed')); onClose(); onReplayed(); };
  return (
    <Dialog title={say('postbacks.one')} onClose={onClose} wide>
      <Show of={found}>
        {(p) => (
          <>
            <Facts facts={[[say('field.id'), <code>{p.id}</code>], [say('field.state'), <State word={p.state} />], [say('postbacks.receiver'), p.receiver], [say('postbacks.next'), moment(p.nextAttempt)]]} />
            <h3>{say('postbacks.attempts')}</h3>
            {p.attempts.length ? <ol class="rows">{p.attempts.map((a) => <li key={a.attempt}>{moment(a.at)} · {a.status ?? a.error ?? '–'} · {number(a.milliseconds)} ms <span class="soft small">{a.address}</span>{a.answer && <Scrolls label={say('postbacks.answer')}><pre>{a.answer}</pre></Scrolls>}</li>)}</ol> : <p class="soft">{say('postbacks.attempts.none')}</p>}
            {p.body && <details class="more"><summary>{say('postbacks.body')}</summary><Scrolls label={say('postbacks.body')}><pre>{p.body}</pre></Scrolls></details>}
            {may('send') && <div class="buttons"><Act kind="" label={say('postbacks.replay')} act={replay} /></div>}
          </>
        )}
      </Show>
    </Dialog>
  );
}

function Log() {
  const { may } = useSession();
  const { query } = usePlace();
  const [turn, setTurn] = useState(0);
  const renew = () => setTurn(turn + 1);
  const columns: Column<Postback>[] = [
    { head: say('postbacks.kind'), kind: 'main', value: (p) => p.kind, cell: (p) => <>{sayWord(p.kind)}<span class="soft small id">{p.registrationId ?? p.id}</span></> },
    { head: say('field.id'), kind: 'export', value: (p) => p.id },
    { head: say('registrations.id'), kind: 'export', value: (p) => p.registrationId },
    { head: say('field.state'), value: (p) => p.state, cell: (p) => <><State word={p.state} />{p.lastError && <span class="error small id">{p.lastError}</span>}</> },
    { head: say('postbacks.receiver'), value: (p) => p.receiver, cell: (p) => p.receiver },
    { head: say('postbacks.tries'), kind: 'number', value: (p) => p.attemptCount, cell: (p) => <>{number(p.attemptCount)}{p.lastStatus !== undefined && <span class="soft small"> HTTP {p.lastStatus}</span>}</> },
    { head: say('field.created'), value: (p) => p.created, cell: (p) => moment(p.created) },
    { head: say('acts'), kind: 'acts', cell: (p) => <Opens label={say('postbacks.attempts')} kind="quiet">{(close) => <Attempts id={p.id} onClose={close} onReplayed={renew} />}</Opens> },
  ];
  const states = { param: 'state', label: say('field.state'), value: query.get('state') ?? '', options: ['waiting', 'sending', 'delivered', 'failed', 'superseded', 'dropped'].map((value) => ({ value, label: sayWord(value) })) };
  const replay = (close: () => void) => (
    <Dialog title={say('postbacks.replay.failed')} onClose={close}>
      <Form act={say('postbacks.replay.failed')} onCancel={close} onSubmit={async (values) => {
        const { result } = await call<{ result: number }>('POST', '/postbacks/replay', { state: 'failed', since: values.moment('since'), until: values.moment('until') });
        close();
        tell(sayCount('postbacks.replay.done', result));
        renew();
      }}><p>{say('postbacks.replay.body')}</p><MomentField name="since" label={say('field.since')} /><MomentField name="until" label={say('field.until')} /></Form>
    </Dialog>
  );
  return (
    <>
      {may('send') && <div class="acts above"><Opens label={say('postbacks.replay.failed')}>{replay}</Opens></div>}
      <List<Postback> caption={say('postbacks.title')} path="/postbacks" of="postbacks" keyOf={(p) => p.id} columns={columns} turn={turn} states={states} filter={{ label: say('postbacks.find'), by: [{ value: 'registration', label: say('registrations.id'), param: 'registrationId' }] }} empty={<p>{say('postbacks.empty')}</p>} />
    </>
  );
}

function Receiver() {
  const found = useLoad((signal) => read<{ url: string; types: string[] }>('/postbacks/events', {}, signal).catch((fault: { status?: number }) => { if (fault.status === 404) return { url: '', types: [...eventTypes] }; throw fault; }), []);
  return (
    <Section title={say('events.title')} hint={say('events.hint')}>
      <Show of={found}>
        {({ url, types }) => (
          <>
            <Form key={url + types.join()} act={say('save')} onSubmit={async (values) => { await call('PUT', '/postbacks/events', { url: values.text('url'), types: eventTypes.filter((type) => values.flag(type)) }); tell(say('saved')); found.reload(); }}>
              <Field name="url" label={say('events.url')} type="url" value={url} required />
              <fieldset><legend>{say('events.types')}</legend>{eventTypes.map((type) => <Check key={type} name={type} label={sayWord(type)} checked={types.includes(type)} />)}</fieldset>
            </Form>
            {url && <Opens label={say('events.stop')}>{(close) => <Confirm title={say('events.stop.ask')} act={say('events.stop')} danger onClose={close} onConfirm={async () => { await call('DELETE', '/postbacks/events'); found.reload(); }} />}</Opens>}
          </>
        )}
      </Show>
    </Section>
  );
}

interface Secrets {
  secret: string;
  previous?: { secret: string; validUntil?: string };
}

function Secret() {
  const [shown, setShown] = useState<Secrets>();
  const rotate = async () => { setShown(await call<Secrets>('POST', '/postbacks/secret/rotate')); tell(say('secret.rotated')); };
  return (
    <Section title={say('secret.title')} hint={say('secret.hint')}>
      {shown && <Facts facts={[[say('secret.now'), <><code>{shown.secret}</code> <Copy text={shown.secret} /></>], shown.previous ? [say('secret.previous', { moment: moment(shown.previous.validUntil) }), <code>{shown.previous.secret}</code>] : undefined]} />}
      <div class="buttons">
        {!shown && <Act label={say('secret.show')} act={() => read<Secrets>('/postbacks/secret').then(setShown)} />}
        <Opens label={say('secret.rotate')}>{(close) => <Confirm title={say('secret.rotate.ask')} act={say('secret.rotate')} danger onClose={close} onConfirm={rotate}><p>{say('secret.rotate.body')}</p></Confirm>}</Opens>
      </div>
    </Section>
  );
}

export function Postbacks() {
  const { query } = usePlace();
  const { may } = useSession();
  const part = query.get('part') ?? 'log';
  const parts = [{ id: 'log', label: say('postbacks.log') }, ...(may('own') ? [{ id: 'events', label: say('events.part') }] : [])];
  return (
    <Page title={say('postbacks.title')} lead={say('postbacks.lead')}>
      <Parts label={say('parts')} base="/console/postbacks" parts={parts} current={part} />
      {part === 'events' ? <><Receiver /><Secret /></> : <Log />}
    </Page>
  );
}
