import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { duration, moment } from '../kit/format';
import { Show, useLoad } from '../kit/loading';
import { Copy, Facts, Page, Parts, Scrolls, Section, State } from '../kit/parts';
import { go, usePlace } from '../kit/router';
import { SettingsEditor } from '../kit/settings';
import { TagsEditor } from '../kit/tags';
import { say, sayCount, sayWord } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import { Overridden, OverrideResult } from './result-override';
import { type ActivityResult, nameOfLearner, type RegistrationData, scoreOf } from './registration-shapes';

function Activity({ of }: { of: ActivityResult }) {
  const answers = of.runtime?.runtimeInteractions?.length ?? 0;
  return (
    <li>
      <span class="activity"><strong>{of.title || of.id}</strong><State word={of.activityCompletion} /><State word={of.activitySuccess} /><span>{scoreOf(of.score)}</span>{of.attempts !== undefined && <span class="soft small">{sayCount('registration.attempts', of.attempts)}</span>}{answers > 0 && <span class="soft small">{sayCount('registration.answers', answers)}</span>}</span>
      {of.children?.length ? <ul>{of.children.map((child) => <Activity key={child.id} of={child} />)}</ul> : null}
    </li>
  );
}

function LaunchLink({ id, onClose }: { id: string; onClose: () => void }) {
  const link = useLoad(() => call<{ launchLink: string }>('POST', path`/registrations/${id}/launchLink`, { expiry: 300, redirectOnExitUrl: '' }), [id]);
  return (
    <Dialog title={say('registration.launch')} onClose={onClose}>
      <p>{say('registration.launch.hint')}</p>
      <Show of={link}>{({ launchLink }) => <p><code>{launchLink}</code> <Copy text={launchLink} /></p>}</Show>
    </Dialog>
  );
}

function Acts({ data, reload }: { data: RegistrationData; reload: () => void }) {
  const { may } = useSession();
  const at = path`/registrations/${data.id}`;
  const after = () => { tell(say('saved')); reload(); };
  return (
    <>
      {may('send') && <Opens label={say('registration.launch')}>{(close) => <LaunchLink id={data.id} onClose={close} />}</Opens>}
      {may('send') && <Opens label={say('registration.instance')}>{(close) => <Confirm title={say('registration.instance.ask')} act={say('registration.instance')} onClose={close} onConfirm={async () => { await call('POST', `${at}/instances`); after(); }}><p>{say('registration.instance.body')}</p></Confirm>}</Opens>}
      {may('own') && <Opens label={say('override.set')}>{(close) => <OverrideResult id={data.id} onClose={close} onDone={reload} />}</Opens>}
      {may('own') && <Opens label={say('registration.reset')}>{(close) => <Confirm title={say('registration.reset.ask')} act={say('registration.reset')} danger onClose={close} onConfirm={async () => { await call('DELETE', `${at}/progress`); after(); }}><p>{say('registration.reset.body')}</p></Confirm>}</Opens>}
      {may('own') && <Opens label={say('delete')} kind="danger">{(close) => <Confirm title={say('registration.delete.ask')} act={say('delete')} danger onClose={close} onConfirm={async () => { await call('DELETE', at); tell(say('registration.deleted')); go('/console/registrations'); }}><p>{say('registration.delete.body')}</p></Confirm>}</Opens>}
    </>
  );
}

function Summary({ data, reload }: { data: RegistrationData; reload: () => void }) {
  const { may } = useSession();
  return (
    <>
      <Section title={say('registration.progress')} acts={<Acts data={data} reload={reload} />}>
        <Facts facts={[
          [say('registrations.completion'), <State word={data.registrationCompletion} />], [say('registrations.success'), <State word={data.registrationSuccess} />], [say('registrations.score'), scoreOf(data.score)], [say('registrations.time'), duration(data.totalSecondsTracked)],
          [say('registration.first'), moment(data.firstAccessDate)], [say('registrations.last'), moment(data.lastAccessDate)], [say('registration.completed'), moment(data.completedDate)], [say('field.created'), moment(data.createdDate)],
        ]} />
        <Overridden id={data.id} turn={data} mayTakeBack={may('own')} onDone={reload} />
        {data.activityDetails && <ul class="tree"><Activity of={data.activityDetails} /></ul>}
      </Section>
      <Section title={say('registration.about')}>
        <Facts facts={[
          [say('learners.one'), <a href={`/console/learners?id=${encodeURIComponent(data.learner.id)}`}>{data.learner.id}</a>], [say('field.email'), data.learner.email || '–'], [say('courses.course'), <a href={path`/console/courses/${data.course.id}`}>{data.course.title || data.course.id}</a>], [say('courses.version'), data.course.version ?? '–'],
          [say('registration.instances'), (data.instance ?? 0) + 1], data.dispatchId ? [say('dispatches.one'), <a href={path`/console/dispatches/${data.dispatchId}`}>{data.dispatchId}</a>] : undefined,
        ]} />
      </Section>
      <Section title={say('tags.field')}><TagsEditor at={path`/registrations/${data.id}/tags`} mayChange={may('send')} /></Section>
    </>
  );
}

interface Launch {
  id: string;
  instance?: number;
  completionStatus?: string;
  successStatus?: string;
  score?: { scaled: number };
  totalSecondsTracked?: number;
  launchTime?: string;
  exitTime?: string;
  historyLog?: string;
}

function History({ at }: { at: string }) {
  const found = useLoad((signal) => read<{ launchHistory: Launch[] }>(`${at}/launchHistory`, { includeHistoryLog: true }, signal), [at]);
  return (
    <Show of={found}>
      {({ launchHistory }) => launchHistory.length ? (
        <div class="table"><table>
          <caption class="hidden">{say('registration.history')}</caption>
          <thead><tr><th scope="col">{say('history.launched')}</th><th scope="col">{say('history.left')}</th><th scope="col">{say('registrations.completion')}</th><th scope="col">{say('registrations.success')}</th><th scope="col" class="number">{say('registrations.time')}</th><th scope="col"><span class="hidden">{say('acts')}</span></th></tr></thead>
          <tbody>{launchHistory.map((one) => (
            <tr key={one.id}>
              <th scope="row" class="main">{moment(one.launchTime)}</th><td data-head={say('history.left')}>{moment(one.exitTime)}</td><td data-head={say('registrations.completion')}>{sayWord(one.completionStatus)}</td><td data-head={say('registrations.success')}>{sayWord(one.successStatus)}</td>
              <td class="number" data-head={say('registrations.time')}>{duration(one.totalSecondsTracked)}</td><td class="acts">{one.historyLog && <Opens label={say('history.log')} kind="quiet">{(close) => <Dialog title={say('history.log')} onClose={close} wide><Scrolls label={say('history.log')}><pre>{one.historyLog}</pre></Scrolls></Dialog>}</Opens>}</td>
            </tr>
          ))}</tbody>
        </table></div>
      ) : <div class="empty"><p>{say('history.empty')}</p></div>}
    </Show>
  );
}

function Instances({ id }: { id: string }) {
  const found = useLoad((signal) => read<{ registrations: RegistrationData[] }>(path`/registrations/${id}/instances`, {}, signal), [id]);
  const [chosen, setChosen] = useState<number>();
  return (
    <Show of={found}>
      {({ registrations }) => (
        <>
          <ul class="rows">{registrations.map((one) => <li key={one.instance}><strong>{say('registration.instance.n', { n: (one.instance ?? 0) + 1 })}</strong> <State word={one.registrationCompletion} /> <State word={one.registrationSuccess} /> {scoreOf(one.score)} <span class="soft small">{say('course.version.n', { n: one.course.version ?? 0 })} · {moment(one.createdDate)}</span> <button type="button" class="quiet" aria-pressed={chosen === one.instance} onClick={() => setChosen(one.instance)}>{say('registration.history')}</button></li>)}</ul>
          {chosen !== undefined && <History at={path`/registrations/${id}/instances/${String(chosen)}`} />}
        </>
      )}
    </Show>
  );
}

export function Registration({ id }: { id: string }) {
  const { query } = usePlace();
  const { may } = useSession();
  const part = query.get('part') ?? 'progress';
  const found = useLoad((signal) => read<RegistrationData>(path`/registrations/${id}`, { includeChildResults: true, includeInteractionsAndObjectives: true, includeRuntime: true }, signal), [id]);
  const parts = [{ id: 'progress', label: say('registration.progress') }, { id: 'history', label: say('registration.history') }, { id: 'instances', label: say('registration.instances') }, { id: 'settings', label: say('settings.title') }];
  const at = path`/registrations/${id}`;
  return (
    <Page title={found.data ? `${nameOfLearner(found.data.learner)} – ${found.data.course.title || found.data.course.id}` : id} up={{ href: '/console/registrations', label: say('registrations.title') }}>
      <Parts label={say('parts')} base={path`/console/registrations/${id}`} parts={parts} current={part} />
      <Show of={found}>
        {(data) => part === 'history' ? <Section title={say('registration.history')}><History at={at} /></Section> : part === 'instances' ? <Section title={say('registration.instances')}><Instances id={id} /></Section> : part === 'settings' ? <Section title={say('settings.title')}><SettingsEditor at={`${at}/configuration`} mayChange={may('send')} /></Section> : <Summary data={data} reload={found.reload} />}
      </Show>
    </Page>
  );
}
