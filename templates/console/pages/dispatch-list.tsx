import { call, path } from '../kit/api';
import { Dialog, Opens } from '../kit/dialog';
import { Field, Form, More, TextArea, type Values } from '../kit/form';
import { moment } from '../kit/format';
import { type Column, List } from '../kit/list';
import { State, Tags } from '../kit/parts';
import { go } from '../kit/router';
import { say } from '../kit/texts';
import { useSession } from '../session';
import { type DispatchRow, stateOfDispatch, usedOf } from './dispatch-shapes';
import { LicenceFields, licenceIn } from './licence-fields';
import { CourseField, DestinationField } from './pickers';

export interface Chosen {
  courseId?: string;
  destinationId?: string;
}

/** Brings a course to a destination; the id is made from both where none is given. */
function NewDispatch({ preset, onClose }: { preset: Chosen; onClose: () => void }) {
  const make = async (values: Values) => {
    const [courseId, destinationId] = [values.text('courseId'), values.text('destinationId')];
    const id = values.some('id') ?? `${courseId}--${destinationId}`.slice(0, 255);
    const notes = values.some('notes');
    const { startDate, expirationDate, ...licence } = licenceIn(values);
    const dates = { ...(startDate !== 'none' && { startDate }), ...(expirationDate !== 'none' && { expirationDate }) };
    await call('POST', '/dispatch/dispatches', { dispatches: [{ id, data: { courseId, destinationId, allowNewRegistrations: true, instanced: false, enabled: true, ...licence, ...dates, tags: values.lines('tags'), ...(notes && { notes }) } }] });
    onClose();
    go(path`/console/dispatches/${id}`);
  };
  return (
    <Dialog title={say('dispatch.new')} onClose={onClose} wide>
      <p class="soft">{say('dispatch.new.hint')}</p>
      <Form act={say('dispatch.create')} onSubmit={make} onCancel={onClose}>
        <div class="grid"><CourseField value={preset.courseId} /><DestinationField value={preset.destinationId} /></div>
        <More label={say('dispatch.more')}>
          <LicenceFields />
          <Field name="id" label={say('field.id')} hint={say('dispatch.id.hint')} maxlength={255} />
          <Field name="tags" label={say('tags.field')} hint={say('tags.hint')} />
          <TextArea name="notes" label={say('field.notes')} rows={2} />
        </More>
      </Form>
    </Dialog>
  );
}

const columns = (): Column<DispatchRow>[] => [
  { head: say('dispatches.one'), kind: 'main', value: ({ id }) => id, cell: ({ id, data }) => <><a href={path`/console/dispatches/${id}`}>{data.courseTitle || data.courseId}</a><span class="soft small id">{id}</span><Tags words={data.tags} /></> },
  { head: say('courses.course'), kind: 'export', value: ({ data }) => data.courseId },
  { head: say('destinations.one'), value: ({ data }) => data.destinationId, cell: ({ data }) => <a href={path`/console/destinations/${data.destinationId}`}>{data.destinationName || data.destinationId}</a> },
  { head: say('field.state'), value: ({ data }) => stateOfDispatch(data), cell: ({ data }) => <State word={stateOfDispatch(data)} /> },
  { head: say('licence.used'), kind: 'number', value: ({ data }) => data.registrationCount, cell: ({ data }) => usedOf(data.registrationCount, data.registrationCap) },
  { head: say('licence.end'), value: ({ data }) => data.expirationDate, cell: ({ data }) => moment(data.expirationDate) },
  { head: say('field.updated'), value: ({ data }) => data.updated, cell: ({ data }) => moment(data.updated) },
];

/** For whoever may. */
export function NewDispatchButton({ preset = {} }: { preset?: Chosen }) {
  const { may } = useSession();
  return may('write') ? <Opens label={say('dispatch.new')} kind="">{(close) => <NewDispatch preset={preset} onClose={close} />}</Opens> : null;
}

/** Dispatches: all, of a course, or of a destination; `preset` is what a new one of them has. */
export function DispatchList({ query = {}, preset, at = '/dispatch/dispatches', turn }: { query?: Record<string, string>; preset?: Chosen; at?: string; turn?: unknown }) {
  return (
    <>
      {preset && <div class="acts above"><NewDispatchButton preset={preset} /></div>}
      <List<DispatchRow> caption={say('dispatches.title')} path={at} query={{ orderBy: 'updated_desc', ...query }} of="dispatches" keyOf={({ id }) => id} columns={columns()} turn={turn}
        filter={{ label: say('dispatches.find'), by: [{ value: 'dispatch_id', label: say('field.id') }, { value: 'course', label: say('courses.courseid'), param: 'courseId' }, { value: 'tags', label: say('tags.field'), param: 'tags' }] }} empty={<p>{say('dispatches.empty')}</p>} />
    </>
  );
}
