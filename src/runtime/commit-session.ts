import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import type { CourseStructure } from '../courses/manifests/course-structure.rules';
import { Metrics } from '../platform/metrics/metrics';
import { type RecordedProgress, RecordProgress } from '../registrations/record-progress';
import { sessionGone } from './runtime.failures';
import { applyCommit, type CommitBody } from './scorm/apply-commit.rules';
import { rollUp } from './scorm/roll-up.rules';
import { emptyRuntimeState, type Progress, type RuntimeState } from './scorm/runtime-state.rules';
import type { SessionClaims } from './session-token';
import { storedProgress } from './stored-progress.rules';

export interface CommitAnswer {
  rev: number;
  /** The revision of the commit this answers. */
  acknowledged: number;
  /** False once the course was opened elsewhere: later commits of this session no longer win. */
  active: boolean;
  progress: Progress;
}

/** What is stored of a commit, and told of its launch. */
function recorded(state: RuntimeState, progress: Progress, session: SessionClaims, commit: CommitBody): RecordedProgress {
  const launch = { sessionKey: session.s, activityId: commit.activityId.slice(0, 255), seconds: secondsOfLaunch(state, session.e), final: commit.final ?? false, ...(commit.left && { left: commit.left }) };
  return { ...storedProgress(state, progress), launch };
}

/** What was made of the state of revision `from` knows all that was told up to there. */
const knowing = (commit: CommitBody | undefined, from: number): CommitBody | undefined => commit && { ...commit, from };

/** Spent in all activities during the launch of `epoch`. */
function secondsOfLaunch(state: RuntimeState, epoch: number): number {
  const seconds = Object.values(state.activities).reduce((sum, activity) => sum + (activity.seconds[epoch] ?? 0), 0);
  return Math.round(seconds * 100) / 100;
}

const resultOf = (commit: CommitBody | undefined, next: RecordedProgress | undefined) => commit && (next ? 'stored' : 'unchanged');

/** Merges one snapshot of a learner's work, durably, before it is acknowledged. Duplicates and any order give the same state. */
@Injectable()
export class CommitSession {
  constructor(
    private readonly courses: FindCourses,
    private readonly record: RecordProgress,
    private readonly metrics: Metrics,
  ) {}

  /**
   * A commit, or what makes one of the state that it finds: nothing when there is nothing to store. Of a session without a registration nothing is found.
   * Failures: session-gone.
   */
  async run(session: SessionClaims, given: CommitBody | ((before: RuntimeState) => CommitBody | undefined)): Promise<CommitAnswer> {
    const commitOf = typeof given === 'function' ? (before: RuntimeState, from: number) => knowing(given(before), from) : () => given;
    const structure = await this.courses.structureOf(session.v);
    if (session.r === '') return this.blank(structure, session, commitOf(emptyRuntimeState(), 0));
    const stored = session.t === 1 && session.m !== 'review' && session.m !== 'preview';
    let progress: Progress | undefined;
    let result: ReturnType<typeof resultOf>;
    let acknowledged = 0;
    const done = await this.record.run(session.i, async (instance) => {
      const before = JSON.parse(instance.runtime) as RuntimeState;
      if (session.e < (before.since ?? 0)) throw sessionGone();
      const commit = commitOf(before, instance.rev);
      acknowledged = commit?.revision ?? 0;
      const { state, changed } = commit ? applyCommit({ ...before, rules: session.e === instance.epoch ? session.u : before.rules }, { ...commit, epoch: session.e }) : { state: before, changed: false };
      progress = rollUp(structure, stored ? state : before);
      const next = commit && stored && changed ? recorded(state, progress, session, commit) : undefined;
      result = resultOf(commit, next);
      return next;
    });
    if (!done || !progress) throw sessionGone();
    if (result) this.metrics.commits.inc({ result });
    return { rev: done.rev, acknowledged, active: done.epoch === session.e, progress };
  }

  /** A session without a registration: answered as if this were the first snapshot, and forgotten. */
  private blank(structure: CourseStructure, session: SessionClaims, commit: CommitBody | undefined): CommitAnswer {
    const empty = { ...emptyRuntimeState(), rules: session.u };
    const state = commit ? applyCommit(empty, { ...commit, epoch: session.e }).state : empty;
    return { rev: 0, acknowledged: commit?.revision ?? 0, active: true, progress: rollUp(structure, state) };
  }
}
