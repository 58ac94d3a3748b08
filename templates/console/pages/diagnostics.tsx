import { path, read } from '../kit/api';
import { jsonOf, save } from '../kit/download';
import { Field, Form } from '../kit/form';
import { moment } from '../kit/format';
import { Show, useLoad } from '../kit/loading';
import { Facts, Page, Scrolls, Section, State } from '../kit/parts';
import { go, usePlace } from '../kit/router';
import { say, sayWord } from '../kit/texts';
import type { LaunchHead } from './dispatch-shapes';

type Entry = { at: string; kind: string } & Record<string, unknown>;
interface Timeline extends LaunchHead {
  dispatchId?: string;
  entries: Entry[];
}
/** A value of an entry in one line; a call of the platform is a list too. */
const short = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(short).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value).filter(([, one]) => one !== '').map(([name, one]) => `${name} ${short(one)}`).join(', ');
};

function Line({ entry: { at, kind, ...rest } }: { entry: Entry }) {
  const facts = Object.entries(rest).filter(([name]) => name !== 'calls');
  const calls = Array.isArray(rest['calls']) ? (rest['calls'] as unknown[]) : [];
  return (
    <li>
      <p><time dateTime={at}>{new Date(at).toLocaleTimeString()}</time> <strong>{sayWord(`timeline.${kind}`)}</strong> {facts.map(([name, value]) => <span key={name} class="pair"><span class="soft">{name}</span> {short(value)}</span>)}</p>
      {calls.length > 0 && <details class="more"><summary>{say('diagnostics.calls', { n: calls.length })}</summary><Scrolls label={say('diagnostics.calls', { n: calls.length })}><pre>{calls.map(short).join('\n')}</pre></Scrolls></details>}
    </li>
  );
}

function Found({ reference }: { reference: string }) {
  const found = useLoad((signal) => read<Timeline>(path`/dispatch/launchTimelines/${reference}`, {}, signal), [reference]);
  return (
    <Show of={found}>
      {(t) => (
        <Section title={say('diagnostics.launch', { reference: t.reference })} acts={<><a class="button minor" href={`/diagnosis?code=${encodeURIComponent(t.reference)}`} target="_blank" rel="noopener">{say('diagnostics.share')}</a><button type="button" class="quiet" onClick={() => save(jsonOf([t]), `${t.reference}.json`)}>JSON</button></>}>
          <Facts facts={[[say('launches.outcome'), <State word={t.outcome} />], [say('learners.one'), t.learner], [say('launches.origin'), t.origin || '–'], [say('diagnostics.package'), t.packageVersion || '–'], t.dispatchId ? [say('dispatches.one'), <a href={path`/console/dispatches/${t.dispatchId}`}>{t.dispatchId}</a>] : undefined, [say('field.created'), moment(t.created)]]} />
          <ol class="timeline">{t.entries.map((entry, i) => <Line key={`${entry.at}${i}`} entry={entry} />)}</ol>
        </Section>
      )}
    </Show>
  );
}

/** What happened in the launch whose reference somebody quotes. */
export function Diagnostics() {
  const { query } = usePlace();
  const reference = query.get('reference');
  return (
    <Page title={say('diagnostics.title')} lead={say('diagnostics.lead')}>
      <div class="inline"><Form key={reference} act={say('diagnostics.show')} onSubmit={async (values) => go(`/console/diagnostics?reference=${encodeURIComponent(values.text('reference'))}`)}><Field name="reference" label={say('problem.reference')} hint={say('diagnostics.hint')} value={reference ?? ''} required /></Form></div>
      {reference && <Found key={reference} reference={reference} />}
    </Page>
  );
}
