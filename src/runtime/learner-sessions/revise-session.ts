import { Injectable } from '@nestjs/common';
import { FindCourses } from '../../courses/find-courses';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { invalidInput } from '../../platform/failure';
import { FindRegistrations } from '../../registrations/find-registrations';
import { RecordProgress } from '../../registrations/record-progress';
import { versionStale } from '../runtime.failures';
import { secondsOf } from '../scorm/cmi-durations.rules';
import { commitLimits } from '../scorm/commit-body.rules';
import { inOwnNames, problemWith, resultElements, type ToldResult } from '../scorm/outside-cmi.rules';
import { activityIn, tellFromOutside } from '../scorm/outside-word.rules';
import { rollUp } from '../scorm/roll-up.rules';
import type { RuntimeState } from '../scorm/runtime-state.rules';
import { storedProgress } from '../stored-progress.rules';
import { FindSessions, type LearnerSession } from './find-sessions';
import { is2004, unitOf } from './session-unit.rules';

export interface SessionRevision extends ToldResult {
  /** The revision that the caller saw. */
  version: number;
  /** Merged element by element. */
  cmi?: Readonly<Record<string, string>>;
  /** Added to the time; `HH:MM:SS` or ISO 8601. */
  sessionTime?: string;
}

const mostSeconds = 31_536_000;

/** Changes what a learner's newest attempt holds, from outside of the player and at a known revision. Neither this nor a page that is open loses what the other wrote. */
@Injectable()
export class ReviseSession {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly registrations: FindRegistrations,
    private readonly record: RecordProgress,
    private readonly find: FindSessions,
  ) {}

  /** Answers how it stands then. Failures: registration-unknown, version-stale, invalid-input (names the element). */
  async run(applicationId: string, sessionId: string, revision: SessionRevision): Promise<LearnerSession> {
    const seconds = secondsIn(revision);
    checkElements(revision.cmi ?? {});
    return this.unit.run(async () => {
      const row = await this.registrations.one(applicationId, sessionId);
      const structure = await this.courses.structureOf(row.version_key);
      await this.record.run(row.instance_key, async ({ rev, runtime }) => {
        if (rev !== revision.version) throw versionStale(rev);
        const before = JSON.parse(runtime) as RuntimeState;
        const activityId = unitOf(structure, before);
        const known = activityIn(before, activityId)?.cmi ?? {};
        const cmi = elementsOf(known, revision, is2004(structure));
        if (Object.keys({ ...known, ...cmi }).length > commitLimits.elements) throw invalidInput('cmi_data', `has more than ${commitLimits.elements} elements`);
        const state = tellFromOutside(before, activityId, { cmi, seconds }, rev + 1);
        return storedProgress(state, rollUp(structure, state));
      });
      return this.find.one(applicationId, sessionId);
    });
  }
}

function secondsIn({ sessionTime }: SessionRevision): number {
  const seconds = sessionTime === undefined ? 0 : secondsOf(sessionTime);
  if (seconds === undefined || seconds > mostSeconds) throw invalidInput('session_time', 'must be a duration of at most a year, such as 00:15:30 or PT15M30S');
  return Math.round(seconds * 100) / 100;
}

function checkElements(cmi: Readonly<Record<string, string>>): void {
  for (const [element, value] of Object.entries(cmi)) {
    const problem = problemWith(element, value);
    if (problem) throw invalidInput(`cmi_data.${element.slice(0, 500)}`, problem);
  }
}

/** What is told by name goes before what elements say. */
function elementsOf(known: Readonly<Record<string, string>>, { cmi: given = {}, completion, success, score }: SessionRevision, names2004: boolean): Record<string, string> {
  const { cmi, result } = inOwnNames(given, names2004);
  const told = { ...result, ...(completion && { completion }), ...(success && { success }), ...(score && { score }) };
  return { ...cmi, ...resultElements({ ...known, ...cmi }, told, names2004) };
}
