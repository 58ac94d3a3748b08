import { useState } from 'preact/hooks';
import { path } from '../kit/api';
import { moment, number } from '../kit/format';
import { type Column, List } from '../kit/list';
import { Page, Tags } from '../kit/parts';
import { say, sayWord } from '../kit/texts';
import { useSession } from '../session';
import type { CourseData } from './course-shapes';
import { DropZone, UploadCourse } from './upload-course';

const columns = (): Column<CourseData>[] => [
  { head: say('courses.course'), kind: 'main', value: (c) => c.title, cell: (c) => <><a href={path`/console/courses/${c.id}`}>{c.title || c.id}</a><span class="soft small id">{c.id}</span><Tags words={c.tags} /></> },
  { head: say('field.id'), kind: 'export', value: (c) => c.id },
  { head: say('courses.standard'), value: (c) => c.courseLearningStandard, cell: (c) => sayWord(c.courseLearningStandard) },
  { head: say('courses.version'), kind: 'number', value: (c) => c.version, cell: (c) => c.version },
  { head: say('registrations.title'), kind: 'number', value: (c) => c.registrationCount, cell: (c) => number(c.registrationCount) },
  { head: say('field.updated'), value: (c) => c.updated, cell: (c) => moment(c.updated) },
];

export function Courses() {
  const { may } = useSession();
  const [file, setFile] = useState<File>();
  const [turn, setTurn] = useState(0);
  const by = [{ value: 'title', label: say('courses.by.title') }, { value: 'course_id', label: say('field.id') }, { value: 'tags', label: say('tags.field'), param: 'tags' }];
  return (
    <Page title={say('courses.title')} lead={say('courses.lead')}>
      {may('write') && <DropZone label={say('courses.drop')} onFile={setFile} />}
      {file && <UploadCourse file={file} onClose={() => setFile(undefined)} onImported={() => setTurn(turn + 1)} />}
      <List<CourseData> caption={say('courses.title')} path="/courses" query={{ includeRegistrationCount: 'true', orderBy: 'updated_desc' }} of="courses" keyOf={(c) => c.id} columns={columns()} turn={turn}
        filter={{ label: say('courses.find'), by }} empty={<p>{say(may('write') ? 'courses.empty' : 'courses.empty.viewer')}</p>} />
    </Page>
  );
}
