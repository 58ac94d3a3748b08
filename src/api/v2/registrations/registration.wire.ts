import { z } from 'zod';
import type { Activity, CourseStructure } from '../../../courses/manifests/course-structure.rules';
import type { NewRegistration } from '../../../registrations/create-registration';
import type { RegistrationRow } from '../../../registrations/find-registrations';
import { asTimespan } from '../../../runtime/scorm/cmi-durations.rules';
import { readCmi } from '../../../runtime/scorm/cmi-data-model.rules';
import type { ActivityProgress, ActivityState, Progress, RuntimeState } from '../../../runtime/scorm/runtime-state.rules';
import { parseInput } from '../../read-body';
import { callerId } from '../caller-id';
import { isoOf } from '../v2-lists';
import { plain, postBack, scoreOf } from '../v2-shapes';

const name = plain(255).nullish();

const createRegistration = z.object({
  courseId: callerId,
  registrationId: callerId,
  learner: z.object({ id: callerId, firstName: name, lastName: name, email: name }),
  xapiRegistrationId: z.uuid().nullish(),
  postBack: postBack.nullish(),
});

/** CreateRegistrationSchema. */
export function toNewRegistration(applicationId: string, body: unknown, courseVersion: unknown): NewRegistration {
  const b = parseInput(createRegistration, body);
  const version = parseInput(z.coerce.number().int().min(0).optional(), courseVersion === '' ? undefined : courseVersion, 'courseVersion');
  return {
    applicationId, registrationId: b.registrationId, courseId: b.courseId, courseVersion: version, learner: b.learner, xapiRegistrationId: b.xapiRegistrationId ?? undefined, postBack: b.postBack ?? undefined,
  };
}

const launchLink = z.object({
  expiry: z.number().int().nullish(),
  redirectOnExitUrl: z.string({ error: 'is required (it may be empty)' }).max(2000),
  tracking: z.boolean().nullish(),
  startSco: z.string().max(255).nullish(),
  culture: z.string().max(35).nullish(),
});

/** LaunchLinkRequestSchema with its defaults (SEMANTICS 10). */
export function toLaunchLinkOptions(body: unknown) {
  const b = parseInput(launchLink, body);
  return { expiry: b.expiry ?? 120, redirectOnExitUrl: b.redirectOnExitUrl, tracking: b.tracking ?? true, startActivityId: b.startSco ?? undefined, lang: b.culture ?? undefined };
}

export interface RegistrationDetails {
  children: boolean;
  runtime: boolean;
  interactions: boolean;
}

const text = (value: number | undefined) => (value === undefined ? undefined : String(value));

function runtimeOf(state: ActivityState, totalSeconds: number, withInteractions: boolean) {
  const cmi = state.cmi;
  const read = readCmi(cmi);
  const time = asTimespan(totalSeconds);
  return {
    completionStatus: read.statusWord ?? cmi['cmi.completion_status'] ?? 'unknown', credit: cmi['cmi.core.credit'] ?? cmi['cmi.credit'], entry: cmi['cmi.core.entry'] ?? cmi['cmi.entry'],
    exit: cmi['cmi.core.exit'] ?? cmi['cmi.exit'], location: read.location, mode: cmi['cmi.core.lesson_mode'] ?? cmi['cmi.mode'], progressMeasure: cmi['cmi.progress_measure'],
    scoreScaled: text(read.score.scaled), scoreRaw: read.score.raw, scoreMin: read.score.min, scoreMax: read.score.max, totalTime: time, timeTracked: time, runtimeSuccessStatus: read.success,
    suspendData: cmi['cmi.suspend_data'],
    ...(withInteractions && {
      runtimeInteractions: read.interactions.map((i) => ({
        id: i.id, type: i.type, objectives: i.objectives, timestamp: i.timestamp, correctResponses: i.correctResponses, weighting: i.weighting, learnerResponse: i.learnerResponse, result: i.result,
        latency: i.latency, description: i.description,
      })),
      runtimeObjectives: read.objectives.map((o) => ({
        id: o.id, scoreScaled: text(o.score.scaled), scoreMin: o.score.min, scoreMax: o.score.max, scoreRaw: o.score.raw, runtimeObjectiveSuccessStatus: o.success,
        runtimeObjectiveCompletionStatus: o.completion, progressMeasure: text(o.progressMeasure), description: o.description,
      })),
    }),
  };
}

function activityOf(activity: Activity, progress: Progress, state: RuntimeState, details: RegistrationDetails): object {
  const own: ActivityProgress | undefined = progress.activities[activity.id];
  const runtime = state.activities[activity.id];
  return {
    id: activity.id, title: activity.title, attempts: runtime?.attempts ?? 0, activityCompletion: own?.completion ?? 'UNKNOWN', activitySuccess: own?.success ?? 'UNKNOWN', score: scoreOf(own?.score),
    timeTracked: asTimespan(own?.seconds ?? 0), suspended: runtime !== undefined && !runtime.ended && state.current === activity.id,
    children: details.children ? activity.children.map((child) => activityOf(child, progress, state, details)) : [],
    staticProperties: { completionThreshold: text(activity.completionThreshold?.minProgressMeasure), launchData: activity.dataFromLms, maxTimeAllowed: activity.maxTimeAllowed, timeLimitAction: activity.timeLimitAction },
    ...(details.runtime && runtime && { runtime: runtimeOf(runtime, own?.seconds ?? 0, details.interactions) }),
  };
}

/** RegistrationSchema. `tree` is needed for anything below the root. */
export function toRegistrationSchema(row: RegistrationRow, tree: { structure: CourseStructure; progress: Progress; state: RuntimeState }, details: RegistrationDetails) {
  return {
    id: row.id, instance: Number(row.instance), xapiRegistrationId: row.xapi_registration_id, dispatchId: row.dispatch_id ?? undefined, updated: isoOf(row.updated_at),
    registrationCompletion: row.completion, registrationSuccess: row.success, score: scoreOf(row.score), totalSecondsTracked: Number(row.seconds), firstAccessDate: isoOf(row.first_access_at),
    lastAccessDate: isoOf(row.last_access_at), completedDate: isoOf(row.completed_at), createdDate: isoOf(row.created_at),
    course: { id: row.course_id, title: row.course_title, version: Number(row.course_version) },
    learner: { id: row.learner_id, email: row.email ?? undefined, firstName: row.first_name ?? undefined, lastName: row.last_name ?? undefined },
    suspendedActivityId: tree.state.current, activityDetails: activityOf(tree.structure.root, tree.progress, tree.state, details),
  };
}
