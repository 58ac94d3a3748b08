import { randomUUID } from 'node:crypto';
import type { CourseStructure } from '../courses/manifests/course-structure.rules';
import type { RegistrationRow } from '../registrations/find-registrations';
import type { Described } from './postback-body';

/** A made-up registration, completed and passed, for test postbacks. */
export function sampleOf(now: number): { row: RegistrationRow; described: Described } {
  const unit = { id: 'test-activity', title: 'Test activity', kind: 'SCO' as const, visible: true, children: [], href: 'index.html' };
  const structure: CourseStructure = {
    standard: 'SCORM12', identifier: 'test-course', title: 'Test course', metadata: { titles: [], descriptions: [], keywords: [] },
    root: { id: 'test-root', title: 'Test course', kind: 'AGGREGATION', visible: true, children: [unit] },
  };
  const done = { completion: 'COMPLETED' as const, success: 'PASSED' as const, score: 0.85, seconds: 324 };
  const state = { activities: { [unit.id]: { epoch: 1, revision: 1, cmi: { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85', 'cmi.core.score.min': '0', 'cmi.core.score.max': '100' }, seconds: { 1: 324 }, attempts: 1, ended: true } }, current: unit.id };
  const row: RegistrationRow = {
    registration_key: '', id: 'test-registration', learner_id: 'test-learner', first_name: 'Test', last_name: 'Learner', email: null, xapi_registration_id: randomUUID(), dispatch_id: null, created_at: now,
    instance_key: '', instance: 0, version_key: '', rev: 1, epoch: 1, completion: done.completion, success: done.success, score: done.score, seconds: done.seconds, location: null, first_access_at: now, last_access_at: now,
    completed_at: now, updated_at: now, is_overridden: 0, course_key: '', course_id: 'test-course', course_title: 'Test course', course_version: 0,
  };
  return { row, described: { structure, state, progress: { ...done, activities: { [unit.id]: done, [structure.root.id]: done } } } };
}
