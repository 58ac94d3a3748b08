import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { Field, Form, TextArea } from '../kit/form';
import { momentWithZone, number } from '../kit/format';
import { Act, Show, useLoad } from '../kit/loading';
import { Copy, Facts, Page, Parts, Section, State, Switch } from '../kit/parts';
import { go, usePlace } from '../kit/router';
import { TagsEditor } from '../kit/tags';
import { say, type TextKey } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import { ActiveLearners } from './active-learners';
import { Confirmations, Downloads, Launches, Seats } from './dispatch-lists';
import { type DispatchData, isExpired, stateOfDispatch } from './dispatch-shapes';
import { Ledger } from './ledger';
import { LicenceFields, licenceIn } from './licence-fields';
import { Used } from './used';
import { VersionPolicy } from './version-policy';
import { ZipDialog } from './zip-dialog';

interface Of {
  id: string;
  data: DispatchData;
  reload: () => void;
}

function Edit({ id, data, reload, onClose }: Of & { onClose: () => void }) {
  return (
    <Dialog title={say('dispatch.edit')} onClose={onClose} wide>
      <Form act={say('save')} onCancel={onClose} onSubmit={async (values) => { await call('PUT', path`/dispatch/dispatches/${id}`, { ...licenceIn(values), email: values.text('email'), notes: values.text('notes') }); onClose(); tell(say('saved')); reload(); }}>
        <div class="grid"><LicenceFields of={data} /><Field name="email" label={say('destination.email')} hint={say('dispatch.email.hint')} type="email" value={data.email} /></div>
        <TextArea name="notes" label={say('field.notes')} value={data.notes} />
      </Form>
    </Dialog>
  );
}

function Enabled({ id, data, reload }: Of) {
  const { may } = useSession();
  const turn = async (enabled: boolean) => {
    await call('PUT', path`/dispatch/dispatches/${id}/enabled`, { enabled });
    tell(say(enabled ? 'dispatch.enabled' : 'dispatch.disabled'));
    reload();
  };
  const ask = data.enabled ? { title: say('dispatch.disable.ask'), act: say('disable'), body: <><p>{say('dispatch.disable.body')}</p><ActiveLearners dispatches={[id]} /></> } : { title: say('dispatch.enable.ask'), act: say('enable'), body: <p>{say('dispatch.enable.body')}</p> };
  return <Switch label={say(data.enabled ? 'dispatch.is.on' : 'dispatch.is.off')} on={data.enabled} disabled={!may('write')} ask={ask} onTurn={turn} />;
}

/** A switch of its own for a field of the dispatch. */
function FieldSwitch({ id, data, reload, field }: Of & { field: 'allowNewRegistrations' | 'instanced' }) {
  const { may } = useSession();
  const isOn = data[field];
  const ask = { title: say(`dispatch.${field}.ask`), act: say(isOn ? 'turn.off' : 'turn.on'), body: <p>{say(`dispatch.${field}.body.${isOn ? 'off' : 'on'}`)}</p> };
  return <Switch label={say(`dispatch.${field}`)} on={isOn} disabled={!may('write')} ask={ask} onTurn={async (on) => { await call('PUT', path`/dispatch/dispatches/${id}`, { [field]: on }); tell(say('saved')); reload(); }} />;
}

function Summary(of: Of) {
  const { id, data, reload } = of;
  const { may } = useSession();
  const remove = async () => { await call('DELETE', path`/dispatch/dispatches/${id}`); tell(say('dispatch.deleted')); go('/console/dispatches'); };
  const reset = async () => { await call('DELETE', path`/dispatch/dispatches/${id}/registrationCount`); tell(say('saved')); reload(); };
  return (
    <>
      <Section title={say('dispatch.about')} acts={may('write') && <Opens label={say('edit')}>{(close) => <Edit {...of} onClose={close} />}</Opens>}>
        <Facts facts={[
          [say('field.state'), <State word={stateOfDispatch(data)} />], [say('field.id'), <code>{id}</code>], [say('courses.course'), <a href={path`/console/courses/${data.courseId}`}>{data.courseTitle || data.courseId}</a>], [say('destinations.one'), <a href={path`/console/destinations/${data.destinationId}`}>{data.destinationName || data.destinationId}</a>],
          [say('licence.used.registrations'), <Used used={data.registrationCount} cap={data.registrationCap} />], [say('licence.used.learners'), <Used used={data.learnerCount} cap={data.learnerCap} />], [say('licence.start'), momentWithZone(data.startDate)], [say('licence.end'), <>{momentWithZone(data.expirationDate)} {isExpired(data) && <State word="expired" />}</>],
          [say('licence.days'), number(data.accessDays || undefined)], data.notes ? [say('field.notes'), data.notes] : undefined,
        ]} />
        <div class="switches"><FieldSwitch {...of} field="allowNewRegistrations" /><FieldSwitch {...of} field="instanced" /></div>
      </Section>
      <VersionPolicy id={id} courseId={data.courseId} />
      <Section title={say('tags.field')}><TagsEditor at={path`/dispatch/dispatches/${id}/tags`} mayChange={may('write')} /></Section>
      {may('own') && (
        <Section title={say('dispatch.end')} hint={say('dispatch.end.hint')}>
          <div class="buttons">
            <Opens label={say('dispatch.reset')}>{(close) => <Confirm title={say('dispatch.reset.ask')} act={say('dispatch.reset')} danger onClose={close} onConfirm={reset}><p>{say('dispatch.reset.body')}</p></Confirm>}</Opens>
            <Opens label={say('dispatch.delete')} kind="danger">{(close) => <Confirm title={say('dispatch.delete')} act={say('delete')} danger typed={id} onClose={close} onConfirm={remove}><p>{say('dispatch.delete.body')}</p></Confirm>}</Opens>
          </div>
        </Section>
      )}
    </>
  );
}

function Lti({ id }: { id: string }) {
  const [shown, setShown] = useState<{ url: string; consumerKey: string; sharedSecret: string }>();
  return (
    <Section title={say('lti11.title')} hint={say('lti11.hint')}>
      {shown ? <Facts facts={(['url', 'consumerKey', 'sharedSecret'] as const).map((name) => [say(`lti11.${name}`), <><code>{shown[name]}</code> <Copy text={shown[name]} /></>] as const)} /> : <Act label={say('lti11.show')} act={() => read<typeof shown>(path`/dispatch/dispatches/${id}/lti`).then(setShown)} />}
    </Section>
  );
}

const parts: readonly { id: string; label: TextKey }[] = [{ id: 'about', label: 'dispatch.about' }, { id: 'downloads', label: 'downloads.title' }, { id: 'seats', label: 'seats.title' }, { id: 'launches', label: 'launches.title' }, { id: 'confirmations', label: 'confirmations.title' }, { id: 'ledger', label: 'ledger.title' }];

function Part({ part, of, turn }: { part: string; of: Of; turn: number }) {
  const { id } = of;
  if (part === 'downloads') return <><Downloads id={id} turn={turn} /><Lti id={id} /></>;
  if (part === 'seats') return <Seats id={id} />;
  if (part === 'launches') return <Launches id={id} />;
  if (part === 'confirmations') return <Confirmations id={id} />;
  if (part === 'ledger') return <Section title={say('ledger.title')} hint={say('ledger.hint')}><Ledger at={path`/dispatch/dispatches/${id}/ledger`} /></Section>;
  return <Summary {...of} />;
}

export function Dispatch({ id }: { id: string }) {
  const { query } = usePlace();
  const [turn, setTurn] = useState(0);
  const found = useLoad((signal) => read<DispatchData>(path`/dispatch/dispatches/${id}`, {}, signal), [id]);
  const { data, reload } = found;
  const part = query.get('part') ?? 'about';
  const acts = data && <><Enabled id={id} data={data} reload={reload} /><Opens label={say('zip.title')} kind="">{(close) => <ZipDialog at={path`/dispatch/dispatches/${id}/zip`} name={`${id}.zip`} mayTest onClose={close} onDone={() => setTurn(turn + 1)} />}</Opens></>;
  return (
    <Page title={data ? `${data.courseTitle || data.courseId} → ${data.destinationName || data.destinationId}` : id} up={{ href: '/console/dispatches', label: say('dispatches.title') }} acts={acts}>
      <Parts label={say('parts')} base={path`/console/dispatches/${id}`} parts={parts.map((one) => ({ ...one, label: say(one.label) }))} current={part} />
      <Show of={found}>{(dispatch) => <Part part={part} of={{ id, data: dispatch, reload }} turn={turn} />}</Show>
    </Page>
  );
}
