import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Check, Field, Form, More, Select, TextArea, type Values } from '../kit/form';
import { idFrom } from '../kit/format';
import { Show, useLoad } from '../kit/loading';
import { say, sayWord } from '../kit/texts';
import type { DestinationData, Preset } from './dispatch-shapes';
import { LicenceFields, licenceIn } from './licence-fields';

const choices = {
  launchMode: ['auto', 'frame', 'popup'], statusMap: ['both', 'completedOnly', 'passedOnly'], failedAs: ['failed', 'incomplete'], scorePolicy: ['ratchet', 'latest'], statusPolicy: ['ratchet', 'latest'], privacy: ['raw', 'pseudonym', 'none'], originMode: ['learn', 'enforce'],
} as const;
const switches = ['allowAnonymous', 'finishOnComplete', 'mirrorLocation', 'caseFoldIds'] as const;
type Choice = keyof typeof choices;

/** What the preset says stands for what was not chosen; only what differs from it is kept. */
const byDefault: Readonly<Record<string, unknown>> = { launchMode: 'auto', statusMap: 'both', failedAs: 'failed', scorePolicy: 'ratchet', statusPolicy: 'ratchet', privacy: 'raw', originMode: 'learn', allowAnonymous: false, finishOnComplete: false, mirrorLocation: true, caseFoldIds: false };

function settingsIn(values: Values, preset: Preset | undefined): Record<string, unknown> {
  const chosen: Record<string, unknown> = {
    ...Object.fromEntries(Object.keys(choices).map((name) => [name, values.text(name)])), ...Object.fromEntries(switches.map((name) => [name, values.flag(name)])),
  };
  const base = { ...byDefault, ...preset?.settings };
  const differing = Object.fromEntries(Object.entries(chosen).filter(([name, value]) => value !== base[name]));
  return { ...differing, support: values.text('support'), language: values.some('language') ?? 'en', allowedOrigins: values.lines('allowedOrigins') };
}

function SettingFields({ of, preset }: { of: DestinationData | undefined; preset: Preset | undefined }) {
  const now: Record<string, unknown> = { ...byDefault, ...preset?.settings, ...of?.settings };
  return (
    <>
      {(Object.keys(choices) as Choice[]).map((name) => <Select key={name} name={name} label={say(`destination.${name}`)} hint={say(`destination.${name}.hint`)} value={String(now[name])} options={choices[name].map((value) => ({ value, label: say(`destination.${name}.${value}` as Parameters<typeof say>[0]) }))} />)}
      {switches.map((name) => <Check key={name} name={name} label={say(`destination.${name}`)} checked={now[name] === true} />)}
      <TextArea name="allowedOrigins" label={say('destination.origins')} hint={say('destination.origins.hint')} value={((now['allowedOrigins'] as string[] | undefined) ?? []).join('\n')} rows={2} />
      <Field name="language" label={say('destination.language')} value={String(now['language'] ?? 'en')} />
    </>
  );
}

function Facts_({ preset }: { preset: Preset | undefined }) {
  if (!preset?.facts.length) return null;
  return <div class="note"><p>{say('destination.preset.facts', { product: preset.product, format: sayWord(preset.format) })}</p><ul>{preset.facts.map((fact) => <li key={fact}>{fact}</li>)}</ul></div>;
}

interface Props {
  id?: string;
  of?: DestinationData;
  onDone: (id: string) => void;
  onCancel?: () => void;
}

/** A client: made, or changed. */
export function DestinationForm({ id, of, onDone, onCancel }: Props) {
  const presets = useLoad((signal) => read<{ presets: Preset[] }>('/dispatch/presets', {}, signal), []);
  const [chosen, setChosen] = useState(of?.preset ?? 'generic');
  const store = (all: Preset[]) => async (values: Values) => {
    const preset = all.find((one) => one.id === values.text('preset'));
    const key = id ?? (values.some('id') ?? idFrom(values.text('name')));
    const { startDate, expirationDate, ...licence } = licenceIn(values);
    const dates = id !== undefined ? { startDate, expirationDate } : { ...(startDate !== 'none' && { startDate }), ...(expirationDate !== 'none' && { expirationDate }) };
    const data = { name: values.text('name'), email: values.text('email'), notes: values.text('notes'), preset: values.text('preset'), settings: settingsIn(values, preset), ...licence, ...dates };
    if (id !== undefined) await call('PUT', path`/dispatch/destinations/${id}`, data);
    else await call('POST', '/dispatch/destinations', { destinations: [{ id: key, data }] });
    onDone(key);
  };
  return (
    <Show of={presets}>
      {({ presets: all }) => (
        <Form act={say(id !== undefined ? 'save' : 'destination.create')} onSubmit={store(all)} {...(onCancel ? { onCancel } : {})} onInput={(values) => setChosen(values.text('preset'))}>
          <div class="grid">
            <Field name="name" label={say('destination.name')} hint={say('destination.name.hint')} value={of?.name} maxlength={255} required />
            {id === undefined && <Field name="id" label={say('field.id')} hint={say('destination.id.hint')} maxlength={255} />}
            <Select name="preset" label={say('destination.preset')} hint={say('destination.preset.hint')} value={of?.preset ?? 'generic'} options={all.map((one) => ({ value: one.id, label: one.product }))} />
            <Field name="email" label={say('destination.email')} hint={say('destination.email.hint')} type="email" value={of?.email} />
            <Field name="support" label={say('destination.support')} hint={say('destination.support.hint')} value={String(of?.settings?.['support'] ?? '')} maxlength={500} />
          </div>
          <Facts_ preset={all.find((one) => one.id === chosen)} />
          <More label={say('licence.title')}><LicenceFields {...(of ? { of } : {})} /></More>
          <More key={chosen} label={say('destination.behaviour')}><SettingFields of={of} preset={all.find((one) => one.id === chosen)} /></More>
          <TextArea name="notes" label={say('field.notes')} value={of?.notes} rows={3} />
        </Form>
      )}
    </Show>
  );
}
