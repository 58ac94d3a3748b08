import { useState } from 'preact/hooks';
import { call, path, Problem, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { Field, Form, Select, TextArea, type Values } from '../kit/form';
import { moment } from '../kit/format';
import { ProblemBox, Show, useLoad } from '../kit/loading';
import { State } from '../kit/parts';
import { say, sayCount, sayWord } from '../kit/texts';
import { tell } from '../kit/toast';
import { scoreOf } from './registration-shapes';

interface Result {
  registrationCompletion?: string;
  registrationSuccess?: string;
  score?: { scaled: number };
}
interface Setter {
  kind: 'administrator' | 'credential';
  name: string;
}
interface SetResult extends Result {
  reason: string;
  setBy: Setter;
  setDate: string;
}
interface WholeResult extends Result {
  learner: Result;
  override?: SetResult;
  ended: (SetResult & { endedBy: Setter; endedDate: string })[];
}

const nameOf = ({ kind, name }: Setter): string => (kind === 'credential' ? say('override.key', { name }) : name);
const readResult = (id: string) => (signal: AbortSignal) => read<WholeResult>(path`/registrations/${id}/resultOverride`, {}, signal);
const wordsOf = ({ registrationCompletion, registrationSuccess, score }: Result): string => [registrationCompletion && sayWord(registrationCompletion), registrationSuccess && sayWord(registrationSuccess), score && scoreOf(score)].filter(Boolean).join(', ');

function choices(words: readonly string[], own: string | undefined) {
  return [{ value: '', label: say('override.keep', { word: sayWord(own) }) }, ...words.map((value) => ({ value, label: sayWord(value) }))];
}

function bodyOf(values: Values): object {
  const score = values.number('scaled');
  const body = { registrationCompletion: values.some('registrationCompletion'), registrationSuccess: values.some('registrationSuccess'), ...(score !== undefined && { score: { scaled: score } }), reason: values.text('reason') };
  if (!body.registrationCompletion && !body.registrationSuccess && score === undefined) throw new Problem(400, 'invalid-input', say('override.nothing'));
  return body;
}

/** Sets completion, success or score over what the learner did. */
export function OverrideResult({ id, onClose, onDone }: { id: string; onClose: () => void; onDone: () => void }) {
  const found = useLoad(readResult(id), [id]);
  const submit = async (values: Values) => {
    await call('PUT', path`/registrations/${id}/resultOverride`, bodyOf(values));
    tell(say('override.done'));
    onClose();
    onDone();
  };
  return (
    <Dialog title={say('override.set')} onClose={onClose}>
      <p>{say('override.body')}</p>
      <Show of={found}>
        {({ learner, override }) => (
          <Form act={say('override.set')} onCancel={onClose} onSubmit={submit}>
            <Select name="registrationCompletion" label={say('registrations.completion')} value={override?.registrationCompletion} options={choices(['COMPLETED', 'INCOMPLETE', 'UNKNOWN'], learner.registrationCompletion)} />
            <Select name="registrationSuccess" label={say('registrations.success')} value={override?.registrationSuccess} options={choices(['PASSED', 'FAILED', 'UNKNOWN'], learner.registrationSuccess)} />
            <Field name="scaled" label={say('override.score')} hint={say('override.score.hint', { score: scoreOf(learner.score) })} type="number" min={0} max={100} step="any" value={override?.score?.scaled} />
            <TextArea name="reason" label={say('override.reason')} hint={say('override.reason.hint')} required rows={3} value={override?.reason} />
          </Form>
        )}
      </Show>
    </Dialog>
  );
}

function Beside({ result }: { result: WholeResult }) {
  const { learner } = result;
  return (
    <div class="table"><table>
      <caption class="hidden">{say('override.title')}</caption>
      <thead><tr><th scope="col">{say('override.what')}</th><th scope="col">{say('override.counts')}</th><th scope="col">{say('override.learner')}</th></tr></thead>
      <tbody>
        <tr><th scope="row" class="main">{say('registrations.completion')}</th><td data-head={say('override.counts')}><State word={result.registrationCompletion} /></td><td data-head={say('override.learner')}><State word={learner.registrationCompletion} /></td></tr>
        <tr><th scope="row" class="main">{say('registrations.success')}</th><td data-head={say('override.counts')}><State word={result.registrationSuccess} /></td><td data-head={say('override.learner')}><State word={learner.registrationSuccess} /></td></tr>
        <tr><th scope="row" class="main">{say('registrations.score')}</th><td data-head={say('override.counts')}>{scoreOf(result.score)}</td><td data-head={say('override.learner')}>{scoreOf(learner.score)}</td></tr>
      </tbody>
    </table></div>
  );
}

function Earlier({ ended }: Pick<WholeResult, 'ended'>) {
  const [open, setOpen] = useState(false);
  if (!ended.length) return null;
  return (
    <details class="more" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{sayCount('override.earlier', ended.length)}</summary>
      <ul class="rows">{ended.map((one) => <li key={one.setDate + one.endedDate}><strong>{wordsOf(one)}</strong> – {one.reason} <span class="soft small">{say('override.by', { name: nameOf(one.setBy), when: moment(one.setDate) })} · {say('override.ended', { when: moment(one.endedDate), name: nameOf(one.endedBy) })}</span></li>)}</ul>
    </details>
  );
}

interface OverriddenProps {
  id: string;
  /** Changes when it is to be read again. */
  turn: unknown;
  mayTakeBack: boolean;
  onDone: () => void;
}

/** What was set by hand beside what the learner did; nothing where nothing ever was. */
export function Overridden({ id, turn, mayTakeBack, onDone }: OverriddenProps) {
  const found = useLoad(readResult(id), [id, turn]);
  const takeBack = async () => {
    await call('DELETE', path`/registrations/${id}/resultOverride`);
    tell(say('override.back.done'));
    onDone();
  };
  if (found.problem) return <ProblemBox problem={found.problem} retry={found.reload} />;
  if (!found.data?.override) return found.data ? <Earlier ended={found.data.ended} /> : null;
  const { override, ended } = found.data;
  return (
    <div class="note">
      <div class="head">
        <h3>{say('override.title')}</h3>
        {mayTakeBack && <Opens label={say('override.back')}>{(close) => <Confirm title={say('override.back.ask')} act={say('override.back')} onClose={close} onConfirm={takeBack}><p>{say('override.back.body')}</p></Confirm>}</Opens>}
      </div>
      <p>{override.reason} <span class="soft small">{say('override.by', { name: nameOf(override.setBy), when: moment(override.setDate) })}</span></p>
      <Beside result={found.data} />
      <Earlier ended={ended} />
    </div>
  );
}
