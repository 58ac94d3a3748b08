import { Injectable } from '@nestjs/common';
import { FindCourses } from '../../courses/find-courses';
import { readAiccTable } from '../../courses/manifests/read-aicc-tables.rules';
import { findActivity } from '../../courses/manifests/units.rules';
import { Clock } from '../../platform/clock';
import { Failure } from '../../platform/failure';
import { FindRegistrations } from '../../registrations/find-registrations';
import { CommitSession } from '../commit-session';
import { revisionAfter } from '../scorm/apply-commit.rules';
import { secondsOf } from '../scorm/cmi-durations.rules';
import { commitLimits } from '../scorm/commit-body.rules';
import type { ActivityState, RuntimeState } from '../scorm/runtime-state.rules';
import { FindUnitLaunch } from '../units/find-unit-launch';
import type { UnitLaunch } from '../units/unit-launch.entity';
import { type AiccContext, judged, startOfUnit, takeComments, takeInteractions, takeObjectiveTable, takeParam, writeParam } from './aicc-param.rules';
import type { HacpAnswer, HacpCommand, HacpRequest } from './hacp-message.rules';

type Cmi = Record<string, string>;
type Change = (cmi: Cmi, known: ActivityState | undefined) => Cmi;

const successful: HacpAnswer = { error: 0, text: 'Successful' };
const refused = (why: string): HacpAnswer => ({ error: 1, text: why });
const sameCmi = (a: Cmi, b: Cmi) => Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value);

/** One call of AICC content over HTTP (HACP). What it puts is durable before it is answered, on the way that all commits take. */
@Injectable()
export class AnswerHacp {
  constructor(
    private readonly launches: FindUnitLaunch,
    private readonly courses: FindCourses,
    private readonly registrations: FindRegistrations,
    private readonly commits: CommitSession,
    private readonly clock: Clock,
  ) {}

  async run({ command, sessionId, data }: HacpRequest): Promise<HacpAnswer> {
    if (!command) return refused('Invalid Command');
    try {
      const launch = await this.launches.run('aicc-session', sessionId);
      return await this.answer(launch, command, data);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return error.code === 'package-refused' ? refused('Invalid data') : { error: 3, text: 'Invalid Session ID' };
    }
  }

  private async answer(launch: UnitLaunch, command: HacpCommand, data: string): Promise<HacpAnswer> {
    const context = await this.contextOf(launch);
    if (command === 'getparam') {
      const answer = { ...successful, data: writeParam(context) };
      await this.commit(launch, context, (_, saved) => startOfUnit({ ...context, saved }));
      return answer;
    }
    const change = this.changeBy(command, data);
    const end = command === 'exitau';
    const overrides = launch.claims.o === 1;
    if (change) await this.commit(launch, context, (cmi, known) => judged(change(cmi, known), context.activity.masteryScore, { ends: end, overrides }), end);
    return successful;
  }

  /** Path and performance are taken and not kept. */
  private changeBy(command: HacpCommand, data: string): Change | undefined {
    const table = (needed: string[]) => readAiccTable(Buffer.from(data), 'aicc_data', needed);
    if (command === 'putparam') return (cmi) => takeParam(cmi, data);
    if (command === 'exitau') return (cmi) => (data.trim() ? takeParam(cmi, data) : cmi);
    if (command === 'putinteractions') return ((rows) => (cmi: Cmi) => takeInteractions(cmi, rows))(table(['interaction_id']));
    if (command === 'putobjectives') return ((rows) => (cmi: Cmi) => takeObjectiveTable(cmi, rows))(table(['objective_id']));
    if (command === 'putcomments') return ((rows) => (cmi: Cmi) => takeComments(cmi, rows))(table(['comment']));
    return undefined;
  }

  private async contextOf({ claims, activityId }: UnitLaunch): Promise<AiccContext> {
    const structure = await this.courses.structureOf(claims.v);
    const found = claims.r === '' ? undefined : await this.registrations.stateOf(claims.a, claims.r, claims.i);
    const state = JSON.parse(found?.runtime ?? '{"activities":{}}') as RuntimeState;
    return {
      activity: findActivity(structure, activityId) ?? structure.root, courseId: structure.identifier, learner: found?.learner ?? { id: 'preview', firstName: null, lastName: null }, review: claims.m === 'review',
      saved: Object.hasOwn(state.activities, activityId) ? state.activities[activityId] : undefined,
    };
  }

  private async commit({ claims, activityId, openedAt }: UnitLaunch, context: AiccContext, change: Change, final = false): Promise<void> {
    const openFor = (this.clock.now() - openedAt) / 1000;
    await this.commits.run(claims, (before) => {
      const known = Object.hasOwn(before.activities, activityId) ? before.activities[activityId] : undefined;
      const cmi = change(known?.cmi ?? startOfUnit(context), known);
      if (Object.keys(cmi).length > commitLimits.elements || (known && known.epoch === claims.e && !final && !known.ended && sameCmi(cmi, known.cmi))) return undefined;
      const seconds = Math.max(0, Math.min(openFor, secondsOf(cmi['cmi.core.session_time'] ?? '') ?? 0));
      return { activityId, revision: revisionAfter(before, claims.e), cmi, seconds: Math.round(seconds * 100) / 100, ...(final ? { final: true } : {}) };
    });
  }
}
