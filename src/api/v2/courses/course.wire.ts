import { z } from 'zod';
import type { CourseRow } from '../../../courses/find-courses';
import type { ImportJob } from '../../../courses/import/import-job.entity';
import type { Activity, CourseStructure, LanguageText } from '../../../courses/manifests/course-structure.rules';
import { parseInput } from '../../read-body';
import { callerId } from '../caller-id';
import { flagOf, isoOf } from '../v2-lists';

type Params = Record<string, string | undefined>;

/** The query of the three import calls. */
export function toNewImport(applicationId: string, q: Params) {
  const courseId = parseInput(callerId, q['courseId'], 'courseId');
  const postBackUrl = parseInput(z.url().max(2000).optional(), q['postbackUrl'] || undefined, 'postbackUrl');
  return { applicationId, courseId, mayCreateVersion: flagOf('mayCreateNewVersion', q['mayCreateNewVersion']), postBackUrl };
}

/** ImportFetchRequestSchema. */
export const fetchRequest = z.object({ url: z.string({ error: 'is required: the http(s) address of the package' }).min(1).max(4000), contentType: z.string().nullish() });

/** TitleSchema. */
export const titleBody = z.object({ title: z.string({ error: 'is required' }).min(1).max(255).refine((text) => !text.includes('\0'), 'may not contain U+0000') });

const inLanguage = (texts: LanguageText[], language: string | undefined) => texts.find((text) => text.language === language) ?? texts[0];

function metadataOf({ metadata, language }: CourseStructure) {
  const title = inLanguage(metadata.titles, language);
  const description = inLanguage(metadata.descriptions, language);
  return {
    title: title?.value, titleLanguage: title?.language, description: description?.value, descriptionLanguage: description?.language, duration: metadata.duration, typicalTime: metadata.typicaltime,
    keywords: metadata.keywords.map((keyword) => keyword.value),
  };
}

function activityOf(activity: Activity): object {
  return {
    externalIdentifier: activity.id, itemIdentifier: activity.id, resourceIdentifier: activity.resourceIdentifier, activityType: activity.kind, href: activity.href, title: activity.title,
    scaledPassingScore: activity.masteryScore === undefined ? undefined : String(activity.masteryScore / 100), children: activity.children.map(activityOf),
  };
}

/** CourseSchema. */
export function toCourseSchema({ course, version }: CourseRow, extra: { registrationCount?: number; metadata: boolean }) {
  return {
    id: course.id, title: version.title, created: isoOf(version.createdAt), updated: isoOf(course.updatedAt), version: version.version, registrationCount: extra.registrationCount,
    activityId: version.structure.root.id, courseLearningStandard: version.standard, rootActivity: activityOf(version.structure.root),
    ...(extra.metadata && { metadata: metadataOf(version.structure) }),
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
