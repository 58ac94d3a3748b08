import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { download } from '../kit/download';
import { Field, Form } from '../kit/form';
import { moment, number } from '../kit/format';
import { Act, Show, useLoad } from '../kit/loading';
import { Copy, Facts, Page, Parts, Section } from '../kit/parts';
import { go, usePlace } from '../kit/router';
import { SettingsEditor } from '../kit/settings';
import { TagsEditor } from '../kit/tags';
import { say, sayCount, sayWord } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import type { ActivityData, CourseData } from './course-shapes';
import { DispatchList } from './dispatch-list';
import { DropZone, UploadCourse } from './upload-course';

/** A link that opens the course and tracks nothing; a link and no window that opens by itself. */
function Preview({ at, onClose }: { at: string; onClose: () => void }) {
  const link = useLoad(() => call<{ launchLink: string }>('POST', `${at}/preview`, { expiry: 300 }), [at]);
  return (
    <Dialog title={say('preview.title')} onClose={onClose}>
      <p>{say('preview.hint')}</p>
      <Show of={link}>{({ launchLink }) => <div class="buttons"><a class="button" href={launchLink} target="_blank" rel="noopener noreferrer" onClick={onClose}>{say('preview.open')}</a><Copy text={launchLink} /></div>}</Show>
    </Dialog>
  );
}

function Tree({ activity }: { activity: ActivityData }) {
  return <li>{activity.title || activity.externalIdentifier} <span class="soft small">{sayWord(activity.activityType)}</span>{activity.children?.length ? <ul>{activity.children.map((child) => <Tree key={child.externalIdentifier} activity={child} />)}</ul> : null}</li>;
}

/** What the import found odd; the course runs as it is. */
function Warnings({ warnings }: { warnings: readonly string[] }) {
  return <><p>{say('course.warnings.hint')}</p><ul class="rows">{warnings.map((warning) => <li key={warning}>{warning}</li>)}</ul></>;
}

function Rename({ course, onDone, onClose }: { course: CourseData; onDone: () => void; onClose: () => void }) {
  return (
    <Dialog title={say('course.rename')} onClose={onClose}>
      <Form act={say('save')} onCancel={onClose} onSubmit={async (values) => { await call('PUT', path`/courses/${course.id}/title`, { title: values.text('title') }); onClose(); onDone(); }}>
        <Field name="title" label={say('course.name')} value={course.title ?? ''} maxlength={255} required />
      </Form>
    </Dialog>
  );
}

function Summary({ course, reload }: { course: CourseData; reload: () => void }) {
  const { may } = useSession();
  const remove = async () => { await call('DELETE', path`/courses/${course.id}`); tell(say('course.deleted')); go('/console/courses'); };
  const text = course.metadata?.description;
  return (
    <>
      <Section title={say('course.about')} acts={may('write') && <Opens label={say('course.rename')}>{(close) => <Rename course={course} onDone={reload} onClose={close} />}</Opens>}>
        {text && <p>{text}</p>}
        <Facts facts={[[say('field.id'), <code>{course.id}</code>], [say('courses.standard'), sayWord(course.courseLearningStandard)], [say('courses.version'), course.version], [say('registrations.title'), <a href={`/console/registrations?courseId=${encodeURIComponent(course.id)}`}>{number(course.registrationCount)}</a>], [say('field.created'), moment(course.created)], [say('field.updated'), moment(course.updated)]]} />
        <div class="buttons"><Act label={say('course.zip')} act={() => download(path`/courses/${course.id}/zip`, {}, 'course.zip')} /></div>
      </Section>
      {course.importWarnings?.length ? <Section title={sayCount('course.warnings', course.importWarnings.length)}><Warnings warnings={course.importWarnings} /></Section> : null}
      {course.rootActivity && <Section title={say('course.contents')}><ul class="tree"><Tree activity={course.rootActivity} /></ul></Section>}
      <Section title={say('tags.field')}><TagsEditor at={path`/courses/${course.id}/tags`} mayChange={may('write')} /></Section>
      {may('own') && (
        <Section title={say('course.delete')} hint={say('course.delete.hint')}>
          <Opens label={say('course.delete')} kind="danger">
            {(close) => <Confirm title={say('course.delete.ask', { title: course.title ?? course.id })} act={say('delete')} danger typed={course.id} onClose={close} onConfirm={remove}><p>{sayCount('course.delete.count', course.registrationCount ?? 0)}{course.dispatched && <> {say('course.delete.dispatched')}</>}</p></Confirm>}
          </Opens>
        </Section>
      )}
    </>
  );
}

function Version({ version, newest, reload }: { version: CourseData; newest: number; reload: () => void }) {
  const { may } = useSession();
  const at = path`/courses/${version.id}/versions/${String(version.version)}`;
  return (
    <tr>
      <th scope="row" class="main">{say('course.version.n', { n: version.version })}{version.version === newest && <span class="state good">{say('course.newest')}</span>}</th>
      <td data-head={say('field.title')}>
        <span>
          {version.title}{' '}
          {version.importWarnings?.length ? <Opens label={sayCount('course.warnings', version.importWarnings.length)} kind="link small">{(close) => <Dialog title={say('course.warnings.of', { n: version.version })} onClose={close} wide><Warnings warnings={version.importWarnings ?? []} /></Dialog>}</Opens> : null}
        </span>
      </td>
      <td data-head={say('field.created')}>{moment(version.created)}</td>
      <td class="number" data-head={say('registrations.title')}>{number(version.registrationCount)}</td>
      <td class="acts">
        <Opens label={say('preview.act')} kind="quiet">{(close) => <Preview at={at} onClose={close} />}</Opens>
        <Act kind="quiet" label={say('course.zip.short')} act={() => download(`${at}/zip`, {}, 'course.zip')} />
        {may('own') && <Opens label={say('delete')} kind="quiet">{(close) => <Confirm title={say('course.version.delete', { n: version.version })} act={say('delete')} danger onClose={close} onConfirm={async () => { await call('DELETE', at); reload(); }}><p>{sayCount('course.delete.count', version.registrationCount ?? 0)}</p></Confirm>}</Opens>}
      </td>
    </tr>
  );
}

function Versions({ course, reload }: { course: CourseData; reload: () => void }) {
  const { may } = useSession();
  const versions = useLoad((signal) => read<{ courses: CourseData[] }>(path`/courses/${course.id}/versions`, { includeRegistrationCount: true }, signal), [course.id, course.version]);
  const [file, setFile] = useState<File>();
  const renew = () => { versions.reload(); reload(); };
  return (
    <Section title={say('course.versions')} hint={say('course.versions.hint')}>
      {may('write') && <DropZone label={say('course.version.drop')} onFile={setFile} />}
      {file && <UploadCourse file={file} courseId={course.id} onClose={() => setFile(undefined)} onImported={renew} />}
      <Show of={versions}>
        {({ courses }) => (
          <div class="table"><table>
            <caption class="hidden">{say('course.versions')}</caption>
            <thead><tr><th scope="col">{say('courses.version')}</th><th scope="col">{say('field.title')}</th><th scope="col">{say('field.created')}</th><th scope="col" class="number">{say('registrations.title')}</th><th scope="col"><span class="hidden">{say('acts')}</span></th></tr></thead>
            <tbody>{[...courses].reverse().map((version) => <Version key={version.version} version={version} newest={course.version} reload={renew} />)}</tbody>
          </table></div>
        )}
      </Show>
    </Section>
  );
}

export function Course({ id }: { id: string }) {
  const { query } = usePlace();
  const { may } = useSession();
  const part = query.get('part') ?? 'about';
  const course = useLoad((signal) => read<CourseData>(path`/courses/${id}`, { includeRegistrationCount: true, includeCourseMetadata: true }, signal), [id]);
  const parts = [{ id: 'about', label: say('course.about') }, { id: 'versions', label: say('course.versions') }, { id: 'dispatches', label: say('dispatches.title') }, { id: 'settings', label: say('settings.title') }];
  return (
    <Page title={course.data?.title || id} up={{ href: '/console/courses', label: say('courses.title') }} acts={<Opens label={say('preview.act')} kind="">{(close) => <Preview at={path`/courses/${id}`} onClose={close} />}</Opens>}>
      <Parts label={say('parts')} base={path`/console/courses/${id}`} parts={parts} current={part} />
      <Show of={course}>
        {(data) => part === 'versions' ? <Versions course={data} reload={course.reload} /> : part === 'dispatches' ? <DispatchList query={{ courseId: id }} preset={{ courseId: id }} /> : part === 'settings' ? <Section title={say('settings.title')} hint={say('course.settings.hint')}><SettingsEditor at={path`/courses/${id}/configuration`} mayChange={may('write')} /></Section> : <Summary course={data} reload={course.reload} />}
      </Show>
    </Page>
  );
}
