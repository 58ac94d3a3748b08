import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { moment, momentWithZone, number } from '../kit/format';
import { Act, Show, useLoad } from '../kit/loading';
import { Copy, Facts, Page, Parts, Section, Switch } from '../kit/parts';
import { go, usePlace } from '../kit/router';
import { TagsEditor } from '../kit/tags';
import { say, sayCount, sayWord } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import { ActiveLearners, dispatchesOf } from './active-learners';
import { DestinationForm } from './destination-form';
import { DispatchList } from './dispatch-list';
import type { DestinationData } from './dispatch-shapes';
import { Used } from './used';
import { Ledger } from './ledger';
import { ZipDialog } from './zip-dialog';

/** One switch for the whole client. It is on while any dispatch of it can be launched. */
function WholeSwitch({ id, onTurned }: { id: string; onTurned: () => void }) {
  const { may } = useSession();
  const found = useLoad((signal) => dispatchesOf(id, signal), [id]);
  const all = found.data?.dispatches ?? [];
  if (!all.length) return null;
  const enabled = all.filter(({ data }) => data.enabled);
  const isOn = enabled.length > 0;
  const turn = async (on: boolean) => {
    await call('POST', path`/dispatch/destinations/${id}/dispatches/enabled`, { enabled: on });
    tell(say(on ? 'destination.enabled' : 'destination.disabled'));
    found.reload();
    onTurned();
  };
  const ask = { title: say(isOn ? 'destination.disable.ask' : 'destination.enable.ask'), act: say(isOn ? 'disable' : 'enable'), body: <><p>{sayCount(isOn ? 'destination.disable.body' : 'destination.enable.body', all.length)}</p>{isOn && <ActiveLearners dispatches={enabled.map((one) => one.id)} />}</> };
  return <Switch label={say(isOn ? 'destination.is.on' : 'destination.is.off')} on={isOn} disabled={!may('write')} ask={ask} onTurn={turn} />;
}

function Lti({ id }: { id: string }) {
  const { may } = useSession();
  const tool = useLoad((signal) => read<{ publicKey: string; oidcLoginInitiationsUrl: string; redirectUri: string; jsonWebKeySetUrl: string }>(path`/dispatch/destinations/${id}/lti13`, {}, signal), [id]);
  const [link, setLink] = useState<{ url: string; expires?: string }>();
  const invite = async () => setLink(await call('POST', path`/dispatch/destinations/${id}/lti13/registration`));
  const line = (label: string, text: string) => [label, <><code>{text}</code> <Copy text={text} /></>] as const;
  return (
    <Section title={say('lti.title')} hint={say('lti.hint')}>
      <Show of={tool}>{(data) => <Facts facts={[line(say('lti.login'), data.oidcLoginInitiationsUrl), line(say('lti.redirect'), data.redirectUri), line(say('lti.keys'), data.jsonWebKeySetUrl)]} />}</Show>
      {may('write') && <Act label={say('lti.register')} act={invite} />}
      {link && <p role="status"><code>{link.url}</code> <Copy text={link.url} /> <span class="soft">{say('lti.until', { moment: moment(link.expires) })}</span></p>}
    </Section>
  );
}

function Summary({ id, data, reload }: { id: string; data: DestinationData; reload: () => void }) {
  const { may } = useSession();
  const remove = async () => { await call('DELETE', path`/dispatch/destinations/${id}`); tell(say('destination.deleted')); go('/console/destinations'); };
  const edit = may('write') && <Opens label={say('edit')}>{(close) => <Dialog title={say('destination.edit')} onClose={close} wide><DestinationForm id={id} of={data} onCancel={close} onDone={() => { close(); tell(say('saved')); reload(); }} /></Dialog>}</Opens>;
  return (
    <>
      <Section title={say('destination.about')} acts={edit}>
        <Facts facts={[[say('field.id'), <code>{id}</code>], [say('destination.preset'), sayWord(data.preset)], [say('destination.email'), data.email || '–'], [say('licence.used.registrations'), <Used used={data.registrationCount} cap={data.registrationCap} />], [say('licence.used.learners'), <Used used={data.learnerCount} cap={data.learnerCap} />], [say('licence.start'), momentWithZone(data.startDate)], [say('licence.end'), momentWithZone(data.expirationDate)], [say('licence.days'), number(data.accessDays || undefined)], data.notes ? [say('field.notes'), data.notes] : undefined]} />
      </Section>
      <Section title={say('tags.field')}><TagsEditor at={path`/dispatch/destinations/${id}/tags`} mayChange={may('write')} /></Section>
      <Lti id={id} />
      {may('own') && (
        <Section title={say('destination.delete')} hint={say('destination.delete.hint')}>
          <Opens label={say('destination.delete')} kind="danger">{(close) => <Confirm title={say('destination.delete.ask', { name: data.name })} act={say('delete')} danger typed={id} onClose={close} onConfirm={remove}><p>{sayCount('destination.delete.count', data.dispatchCount ?? 0)}</p></Confirm>}</Opens>
        </Section>
      )}
    </>
  );
}

export function Destination({ id }: { id: string }) {
  const { query } = usePlace();
  const [turn, setTurn] = useState(0);
  const part = query.get('part') ?? 'dispatches';
  const found = useLoad((signal) => read<DestinationData>(path`/dispatch/destinations/${id}`, { includeDispatchCount: true }, signal), [id]);
  const parts = [{ id: 'dispatches', label: say('dispatches.title') }, { id: 'about', label: say('destination.about') }, { id: 'ledger', label: say('ledger.title') }];
  const acts = <><WholeSwitch id={id} onTurned={() => setTurn(turn + 1)} /><Opens label={say('zip.all')}>{(close) => <ZipDialog at={path`/dispatch/destinations/${id}/dispatches/zip`} name={`${id}.zip`} onClose={close} />}</Opens></>;
  return (
    <Page title={found.data?.name ?? id} up={{ href: '/console/destinations', label: say('destinations.title') }} acts={acts}>
      <Parts label={say('parts')} base={path`/console/destinations/${id}`} parts={parts} current={part} />
      <Show of={found}>
        {(data) => part === 'about' ? <Summary id={id} data={data} reload={found.reload} /> : part === 'ledger' ? <Section title={say('ledger.title')} hint={say('ledger.hint')}><Ledger at={path`/dispatch/destinations/${id}/ledger`} /></Section> : <DispatchList at={path`/dispatch/destinations/${id}/dispatches`} preset={{ destinationId: id }} turn={turn} />}
      </Show>
    </Page>
  );
}
