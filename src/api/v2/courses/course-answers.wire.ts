import { z } from 'zod';
import { count, flag, moment, more, text } from '../v2-answers.wire';

const activity = z
  .object({
    externalIdentifier: text, itemIdentifier: text, resourceIdentifier: text, activityType: z.enum(['UNKNOWN', 'AGGREGATION', 'SCO', 'ASSET', 'OBJECTIVE']), href: text, scaledPassingScore: text, title: text,
    get children() {
      return z.array(activity);
    },
  })
  .meta({ id: 'CourseActivitySchema' });

const metadata = z
  .object({ title: text, titleLanguage: text, description: text, descriptionLanguage: text, duration: text, typicalTime: text, keywords: z.array(z.string()) })
  .meta({ id: 'MetadataSchema' });

export const courseAnswer = z
  .object({
    id: z.string(), title: text, xapiActivityId: text, created: moment, updated: moment, version: count, registrationCount: count, activityId: text,
    courseLearningStandard: z.enum(['UNKNOWN', 'SCORM11', 'SCORM12', 'SCORM20042NDEDITION', 'SCORM20043RDEDITION', 'SCORM20044THEDITION', 'AICC', 'XAPI', 'CMI5', 'LTI13']).optional(), tags: z.array(z.string()).optional(),
    dispatched: flag, metadata: metadata.optional(), rootActivity: activity.optional(), importWarnings: z.array(z.string()).optional().describe('What is odd about the package of this version: where, what was made of it, and how to mend it; not in lists of courses'),
  })
  .meta({ id: 'CourseSchema' });

export const courseListAnswer = z.object({ courses: z.array(courseAnswer), more }).meta({ id: 'CourseListSchema' });
export const courseVersionsAnswer = z.object({ courses: z.array(courseAnswer) }).meta({ id: 'CourseListNonPagedSchema' });

export const importJobAnswer = z
  .object({
    jobId: z.string(), status: z.enum(['RUNNING', 'COMPLETE', 'ERROR']), message: text, stage: text, percent: z.number().optional(),
    importResult: z
      .object({ webPathToCourse: text, parserWarnings: z.array(z.string()), courseLanguages: z.array(z.string()), course: courseAnswer.optional() })
      .meta({ id: 'ImportResultSchema' })
      .optional(),
  })
  .meta({ id: 'ImportJobResultSchema' });

export const assetFileAnswer = z.object({ filename: text, destination: text, revision: count }).meta({ id: 'AssetFileSchema' });
export const fileListAnswer = z
  .object({ files: z.array(z.object({ path: z.string(), size: z.number().int(), modified: moment }).meta({ id: 'FileListItemSchema' })), revision: count })
  .meta({ id: 'FileListSchema' });
export const revisionAnswer = z.object({ revision: z.number().int() });
