import { z } from 'zod';
import type { CourseRow } from '../../../courses/find-courses';
import type { ImportJob } from '../../../courses/import/import-job.entity';
import type { Activity } from '../../../courses/manifests/course-structure.rules';
import { toldMetadata } from '../../../courses/manifests/told-metadata.rules';
import type { PreviewOptions } from '../../../runtime/issue-preview-link';
import { parseInput } from '../../read-body';
import { isoOf } from '../v2-lists';
import { ignored, plain } from '../v2-shapes';

/** TitleSchema. */
export const titleBody = z.object({ title: z.string({ error: 'is required' }).min(1).max(255).refine((text) => !text.includes('\0'), 'may not contain U+0000') }).meta({ id: 'TitleSchema' });

function activityOf(activity: Activity): object {
  return {
    externalIdentifier: activity.id, itemIdentifier: activity.id, resourceIdentifier: activity.resourceIdentifier, activityType: activity.kind, href: activity.href, title: activity.title,
    scaledPassingScore: activity.masteryScore === undefined ? undefined : String(activity.masteryScore / 100), children: activity.children.map(activityOf),
  };
}

export interface CourseExtras {
  metadata: boolean;
  registrationCount?: number;
  tags?: string[];
  isDispatched?: boolean;
  /** What was odd about the package (a field of ours). */
  warnings?: boolean;
}

/** CourseSchema. */
export function toCourseSchema({ course, version }: CourseRow, extra: CourseExtras) {
  const updated = version.versionKey === course.newestVersionKey ? Math.max(course.updatedAt, version.updatedAt) : version.updatedAt;
  return {
    id: course.id, title: version.title, created: isoOf(version.createdAt), updated: isoOf(updated), version: version.version, registrationCount: extra.registrationCount,
    activityId: version.structure.root.id, courseLearningStandard: version.standard, tags: extra.tags, dispatched: extra.isDispatched, rootActivity: activityOf(version.structure.root),
    ...(extra.warnings && { importWarnings: version.warnings }), ...(extra.metadata && { metadata: toldMetadata(version.structure) }),
  };
}

/** ImportJobResultSchema; `stage` and `percent` are ours. */
export function toImportJobSchema(found: { job: ImportJob; course?: CourseRow }) {
  const { job, course } = found;
  const language = course?.version.structure.language;
  return {
    jobId: job.jobId, status: job.status, message: job.message ?? (job.status === 'RUNNING' ? `${job.stage} (${job.percent} %)` : 'done'), stage: job.stage, percent: job.percent,
    ...(course && {
      importResult: { webPathToCourse: course.version.webPath, parserWarnings: course.version.warnings, courseLanguages: language ? [language] : [], course: toCourseSchema(course, { metadata: true }) },
    }),
  };
}

export const previewBody = z.object({
  expiry: z.number().int('must be a whole number of seconds').nullish(),
  redirectOnExitUrl: plain(2000).nullish(),
  startSco: plain(255).nullish(),
  culture: plain(35).nullish(),
  cssUrl: ignored,
  additionalvalues: ignored,
}).meta({ id: 'PreviewLaunchLinkRequestSchema' });

/** PreviewLaunchLinkRequestSchema, and the LaunchLinkRequestSchema that older clients send: a preview tracks nothing whatever the rest of it says. */
export function toPreviewOptions(body: unknown): PreviewOptions {
  const b = parseInput(previewBody, body ?? {});
  return { expiry: b.expiry ?? 120, redirectOnExitUrl: b.redirectOnExitUrl ?? '', startActivityId: b.startSco || undefined, lang: b.culture || undefined };
}
