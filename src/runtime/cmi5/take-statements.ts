import { Injectable } from '@nestjs/common';
import type { Activity, CourseStructure } from '../../courses/manifests/course-structure.rules';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { type IdentifiedStatement, StoreStatements } from '../../xapi/statements/store-statements';
import { xapiForbidden, xapiUnauthorized } from '../../xapi/xapi.failures';
import { CommitSession } from '../commit-session';
import { revisionAfter } from '../scorm/apply-commit.rules';
import { secondsOf } from '../scorm/cmi-durations.rules';
import type { CommitBody } from '../scorm/commit-body.rules';
import { rollUp } from '../scorm/roll-up.rules';
import type { Progress, RuntimeState } from '../scorm/runtime-state.rules';
import type { UnitLaunch } from '../units/unit-launch.entity';
import { UnitLaunchRepository } from '../units/unit-launch.repository';
import { checkCmi5, isDefined } from './check-cmi5.rules';
import { verbs } from './cmi5-words.rules';
import { type DescribedUnit, DescribeUnit } from './describe-unit';
import { satisfiedStatement } from './lms-statements.rules';
import { changeByCmi5, changeByXapi, type UnitChange } from './results-of-statements.rules';
import { activityIri, uuidOf } from './unit-identity.rules';

const clusters = (activity: Activity): Activity[] => (activity.children.length ? [activity, ...activity.children.flatMap(clusters)] : []);
const satisfiedIn = (structure: CourseStructure, progress: Progress | undefined) => new Set(clusters(structure.root).filter(({ id }) => progress?.activities[id]?.completion === 'COMPLETED').map(({ id }) => id));

/** Takes what a unit says in xAPI: it is kept, and what counts becomes the learner's result on the way of all commits; all of it or nothing. */
@Injectable()
export class TakeStatements {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly launches: UnitLaunchRepository,
    private readonly describe: DescribeUnit,
    private readonly statements: StoreStatements,
    private readonly commits: CommitSession,
    private readonly clock: Clock,
  ) {}

  /** Failures: xapi-forbidden (against cmi5, with its clause), xapi-invalid, xapi-conflict, xapi-unauthorized, session-gone. */
  run(launchKey: string, given: readonly IdentifiedStatement[]): Promise<void> {
    return this.unit.run(async () => {
      const launch = await this.launches.locked(launchKey);
      if (!launch) throw xapiUnauthorized();
      const unit = await this.describe.run(launch);
      const now = this.clock.now();
      const fresh = unit.mode === 'Normal' ? await this.statements.run(unit.origin, given, now) : [...given];
      if (!fresh.length) return;
      if (launch.endedAt !== null) throw xapiForbidden('cmi5 9.3.6, 9.3.8: this session has ended, and nothing more is taken for it');
      await this.follow(launch, unit, fresh);
      const flags = flagsOf(launch, unit, fresh);
      await this.launches.change(launchKey, { heardAt: now, ...(flags.isInitialized && launch.initializedAt === null ? { initializedAt: now } : {}), ...(flags.isTerminated ? { endedAt: now } : {}), ...(flags.verdict ? { verdict: flags.verdict } : {}) });
    });
  }

  private async follow(launch: UnitLaunch, unit: DescribedUnit, fresh: readonly IdentifiedStatement[]): Promise<void> {
    const isCmi5 = unit.structure.standard === 'CMI5';
    const changeOf = (statement: IdentifiedStatement) => (isCmi5 ? changeByCmi5(statement, unit.activityIri) : changeByXapi(statement, unit.activityIri));
    if (isCmi5 && !fresh.some((statement) => isDefined(statement) || changeOf(statement))) return checkAll(launch, unit, fresh, undefined);
    let before: Set<string> | undefined;
    const { progress } = await this.commits.run(launch.claims, (state) => {
      if (isCmi5) {
        checkAll(launch, unit, fresh, state);
        before = satisfiedIn(unit.structure, rollUp(unit.structure, state));
      }
      return this.commitOf(launch, state, fresh.flatMap((statement) => changeOf(statement) ?? []));
    });
    if (before && unit.mode === 'Normal') await this.tellSatisfied(launch, unit, before, progress);
  }

  private commitOf({ activityId, claims, openedAt }: UnitLaunch, state: RuntimeState, changes: readonly UnitChange[]): CommitBody | undefined {
    if (!changes.length) return undefined;
    const known = Object.hasOwn(state.activities, activityId) ? state.activities[activityId]?.cmi : undefined;
    const cmi = Object.assign({ ...known }, ...changes.map((change) => change.cmi)) as Record<string, string>;
    const openFor = (this.clock.now() - openedAt) / 1000;
    const told = Math.max(0, ...changes.map((change) => secondsOf(change.cmi['cmi.session_time'] ?? '') ?? 0));
    return { activityId, revision: revisionAfter(state, claims.e), cmi, seconds: Math.round(Math.max(0, Math.min(openFor, told)) * 100) / 100, ...(changes.some(({ final }) => final) ? { final: true } : {}) };
  }

  /** cmi5 9.3.9: with the session that made it so. */
  private async tellSatisfied({ launchKey, claims }: UnitLaunch, unit: DescribedUnit, before: ReadonlySet<string>, progress: Progress): Promise<void> {
    const after = satisfiedIn(unit.structure, progress);
    const now = this.clock.now();
    const told = clusters(unit.structure.root).reverse().filter(({ id }) => after.has(id) && !before.has(id)).map(({ id }) =>
      satisfiedStatement({ ...unit, id: uuidOf(`satisfied ${launchKey} ${id}`), timestamp: new Date(now).toISOString() }, { iri: activityIri(unit.structure, claims.v, id, this.config.publicUrl), publisherId: id, isCourse: id === unit.structure.root.id }));
    if (told.length) await this.statements.run(unit.origin, told, now);
  }
}

interface Flags {
  isInitialized: boolean;
  isTerminated: boolean;
  verdict: string | null;
}

function flagsOf(launch: UnitLaunch, unit: DescribedUnit, statements: readonly IdentifiedStatement[]): Flags {
  const said = unit.structure.standard === 'CMI5' ? statements.filter(isDefined).map(({ verb }) => verb.id) : [];
  const verdict = said.includes(verbs.passed) ? 'passed' : said.includes(verbs.failed) ? 'failed' : launch.verdict;
  return { isInitialized: launch.initializedAt !== null || said.includes(verbs.initialized), isTerminated: said.includes(verbs.terminated), verdict };
}

/** One after the other, as if each had come alone. */
function checkAll(launch: UnitLaunch, unit: DescribedUnit, statements: readonly IdentifiedStatement[], state: RuntimeState | undefined): void {
  const known = state && Object.hasOwn(state.activities, launch.activityId) ? state.activities[launch.activityId]?.cmi : undefined;
  let [wasCompleted, wasPassed] = [known?.['cmi.completion_status'] === 'completed', known?.['cmi.success_status'] === 'passed'];
  for (const [n, statement] of statements.entries()) {
    const earlier = statements.slice(0, n);
    const flags = flagsOf(launch, unit, earlier);
    if (flags.isTerminated) throw xapiForbidden('cmi5 9.3.8: Terminated must be the last statement');
    checkCmi5(statement, { ...unit, ...flags, wasCompleted, wasPassed });
    if (isDefined(statement)) [wasCompleted, wasPassed] = [wasCompleted || statement.verb.id === verbs.completed, wasPassed || statement.verb.id === verbs.passed];
  }
}
