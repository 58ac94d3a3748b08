import { useState } from 'preact/hooks';
import { call, read } from './api';
import { Field, Form, Select, type Values } from './form';
import { ProblemBox, Show, useAction, useLoad } from './loading';
import { say, sayWord } from './texts';
import { tell } from './toast';
import { useSession } from '../session';

interface Setting {
  id: string;
  effectiveValue?: string;
  effectiveValueSource?: string;
  explicitValue?: string;
  metadata?: { default?: string; dataType?: string; settingDescription?: string; validValues?: { value: string }[]; honoured?: boolean };
}

/** `PlayerCourseTitle` as words. */
const inWords = (id: string): string => id.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');

/** `EXIT_COURSE` as words. */
const choiceInWords = (value: string): string => {
  if (!value) return say('settings.empty');
  if (/^(true|false)$/i.test(value)) return sayWord(value);
  return /^[A-Z_]{3,}$/.test(value) ? value.charAt(0) + value.slice(1).replaceAll('_', ' ').toLowerCase() : value;
};

function choicesOf({ metadata }: Setting): string[] | undefined {
  if (metadata?.validValues?.length) return metadata.validValues.map(({ value }) => value);
  return /^bool/i.test(metadata?.dataType ?? '') ? ['true', 'false'] : undefined;
}

function SettingField({ setting, mayChange, onInherit }: { setting: Setting; mayChange: boolean; onInherit: () => void }) {
  const { id, metadata, effectiveValue = '' } = setting;
  const choices = choicesOf(setting);
  const isNumber = /int|number|decimal|double/i.test(metadata?.dataType ?? '');
  const options = choices && [...new Set([...choices, effectiveValue])].map((value) => ({ value, label: choiceInWords(value) }));
  return (
    <div class="setting">
      {options ? <Select name={id} label={inWords(id)} hint={metadata?.settingDescription} value={effectiveValue} options={options} /> : <Field name={id} label={inWords(id)} hint={metadata?.settingDescription} value={effectiveValue} {...(isNumber ? { inputmode: 'numeric' as const } : {})} />}
      <p class="soft small">{say('settings.source', { source: setting.effectiveValueSource || say('settings.default') })}{metadata?.honoured === false && <> · {say('settings.kept')}</>}
        {setting.explicitValue !== undefined && mayChange && <> · <button type="button" class="link" onClick={onInherit}>{say('settings.inherit')}<span class="hidden"> {inWords(id)}</span></button></>}</p>
    </div>
  );
}

/** The settings of an application, a course or a registration, each with where its value comes from. */
export function SettingsEditor({ at, mayChange }: { at: string; mayChange: boolean }) {
  const found = useLoad((signal) => read<{ settingItems: Setting[] }>(at, { includeMetadata: true }, signal), [at]);
  const [word, setWord] = useState('');
  const [showsAll, setShowsAll] = useState(false);
  const { may } = useSession();
  const { run, problem } = useAction();
  const [turn, setTurn] = useState(0);
  const renew = () => { setTurn(turn + 1); found.reload(); };
  const inherit = (id: string) => run(async () => { await call('DELETE', `${at}/${encodeURIComponent(id)}`); tell(say('settings.inherited')); renew(); });
  const shown = (items: Setting[]) => items.filter((one) => (showsAll || one.metadata?.honoured !== false || one.explicitValue !== undefined) && `${inWords(one.id)} ${one.id} ${one.metadata?.settingDescription ?? ''}`.toLowerCase().includes(word.toLowerCase()));
  const store = (items: Setting[]) => async (values: Values) => {
    const changed = items.filter((one) => values.text(one.id) !== (one.effectiveValue ?? '').trim());
    if (!changed.length) return tell(say('settings.unchanged'));
    await call('POST', at, { settings: changed.map(({ id }) => ({ settingId: id, value: values.text(id) })) });
    tell(say('saved'));
    renew();
  };
  return (
    <Show of={found}>
      {({ settingItems }) => (
        <>
          <div class="bar">
            <search class="filter"><label for="settings-word">{say('settings.find')}</label><input id="settings-word" type="search" value={word} onInput={(event) => setWord(event.currentTarget.value)} /></search>
            <div class="field check"><input id="settings-all" type="checkbox" checked={showsAll} onChange={(event) => setShowsAll(event.currentTarget.checked)} /><label for="settings-all">{say('settings.all')}</label></div>
          </div>
          {problem && <ProblemBox problem={problem} />}
          <p class="hidden" role="status">{say('settings.count', { n: shown(settingItems).length })}</p>
          {shown(settingItems).length ? (
            <Form key={turn} act={say('save')} onSubmit={store(shown(settingItems))}>
              <fieldset disabled={!mayChange} class="settings"><legend class="hidden">{say('settings.title')}</legend>{shown(settingItems).map((setting) => <SettingField key={`${setting.id}${turn}`} setting={setting} mayChange={mayChange && may('own')} onInherit={() => void inherit(setting.id)} />)}</fieldset>
            </Form>
          ) : <p class="soft">{say('list.nothing')}</p>}
        </>
      )}
    </Show>
  );
}
