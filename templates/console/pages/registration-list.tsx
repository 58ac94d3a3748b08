import type { ComponentChildren } from 'preact';
import { path } from '../kit/api';
import { duration, moment } from '../kit/format';
import { type Column, List } from '../kit/list';
import { State } from '../kit/parts';
import { say } from '../kit/texts';
import { nameOfLearner, type RegistrationData, scoreOf } from './registration-shapes';

const columns = (): Column<RegistrationData>[] => [
  { head: say('learners.one'), kind: 'main', value: (r) => r.learner.id, cell: (r) => <><a href={path`/console/registrations/${r.id}`}>{nameOfLearner(r.learner)}</a><span class="soft small id">{r.learner.email || r.learner.id}</span></> },
  { head: say('registrations.id'), kind: 'export', value: (r) => r.id },
  { head: say('field.email'), kind: 'export', value: (r) => r.learner.email },
  { head: say('courses.course'), value: (r) => r.course.id, cell: (r) => r.course.title || r.course.id },
  { head: say('registrations.completion'), value: (r) => r.registrationCompletion, cell: (r) => <State word={r.registrationCompletion} /> },
  { head: say('registrations.success'), value: (r) => r.registrationSuccess, cell: (r) => <State word={r.registrationSuccess} /> },
  { head: say('registrations.score'), kind: 'number', value: (r) => r.score?.scaled, cell: (r) => scoreOf(r.score) },
  { head: say('registrations.time'), kind: 'number', value: (r) => r.totalSecondsTracked, cell: (r) => duration(r.totalSecondsTracked) },
  { head: say('registrations.last'), value: (r) => r.lastAccessDate, cell: (r) => moment(r.lastAccessDate) },
];

export function RegistrationList({ query = {}, empty, turn }: { query?: Record<string, string | undefined>; empty: ComponentChildren; turn?: unknown }) {
  const by = [
    { value: 'learner', label: say('learners.id'), param: 'learnerId' }, { value: 'registration_id', label: say('registrations.id') }, { value: 'learner_last_name', label: say('field.lastname') }, { value: 'learner_first_name', label: say('field.firstname') },
    { value: 'course_title', label: say('courses.by.title') }, { value: 'tags', label: say('tags.field'), param: 'tags' },
  ];
  return <List<RegistrationData> caption={say('registrations.title')} path="/registrations" query={{ orderBy: 'updated_desc', ...query }} of="registrations" keyOf={(r) => `${r.id} ${r.instance}`} columns={columns()} turn={turn} filter={{ label: say('registrations.find'), by }} empty={empty} />;
}
