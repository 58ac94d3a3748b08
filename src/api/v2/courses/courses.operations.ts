import type { Operations } from '../openapi/operation';
import { aText, dateField, filterBy, oneOf, orderBy } from '../openapi/query-parameters';
import { settingsPost } from '../settings/settings.wire';
import { launchLinkAnswer, settingListAnswer, statementsAnswer, stringResult, tagListAnswer } from '../v2-answers.wire';
import { batchTags, tagList } from '../v2-shapes';
import { importAsset, rollBack } from './asset.wire';
import { assetFileAnswer, courseAnswer, courseListAnswer, courseVersionsAnswer, fileListAnswer, importJobAnswer, revisionAnswer } from './course-answers.wire';
import { previewBody, titleBody } from './course.wire';
import { fetchRequest, importRequest } from './import.wire';

const newCourse = [aText('courseId', 'Id of the course, of your choice', true), 'mayCreateNewVersion', aText('postbackUrl', 'Where the outcome is posted to')] as const;
const shown = ['includeRegistrationCount', 'includeCourseMetadata'] as const;
const policy = oneOf('updateAssetPolicy', 'Whether a file that is there may be replaced: reject never, strict only one of the same name, lax always', ['reject', 'strict', 'lax'], 'lax');
const file = { description: 'The file', isFile: true, required: true };
const assetForm = { file, destination: { description: 'Path inside the course', required: true } };
const statements = ['learnerId', 'since', 'until', 'more'] as const;

/** Routes that a course has, and each of its versions as well. */
const ofCourse = (route: string, idOf: (name: string) => string, what: string): Operations => ({
  [`GET ${route}/asset/list`]: { id: idOf('get*FileList'), summary: `Files of ${what}`, answer: fileListAnswer },
  [`GET ${route}/asset`]: { id: idOf('get*Asset'), summary: `One file of ${what}`, query: ['relativePath'], answer: 'file' },
  [`POST ${route}/asset`]: { id: idOf('import*AssetFile'), summary: `Fetch a file from an address into ${what}`, query: [policy], body: importAsset, answer: assetFileAnswer },
  [`POST ${route}/asset/upload`]: { id: idOf('upload*AssetFile'), summary: `Upload a file into ${what}`, query: [policy], form: assetForm, answer: assetFileAnswer, refusals: [413] },
  [`DELETE ${route}/asset`]: { id: idOf('delete*Asset'), summary: `Take a file out of ${what}`, query: ['relativePath'] },
  [`POST ${route}/asset/rollback`]: { id: idOf('rollBack*Assets'), summary: `Bring the files of ${what} back to an earlier revision`, more: 'Revision 0 is the import. The files become a new revision.', body: rollBack, answer: revisionAnswer, isOurs: true },
  [`GET ${route}/configuration`]: { id: idOf('get*Configuration'), summary: `Effective settings of ${what}`, query: ['includeMetadata'], answer: settingListAnswer },
  [`POST ${route}/configuration`]: { id: idOf('set*Configuration'), summary: `Change settings of ${what}`, body: settingsPost },
  [`DELETE ${route}/configuration/{settingId}`]: { id: idOf('delete*ConfigurationSetting'), summary: `Let ${what} inherit a setting again` },
  [`GET ${route}/xAPIStatements`]: { id: idOf('get*Statements'), summary: `xAPI statements of ${what}`, query: statements, answer: statementsAnswer },
});

export const courseOperations: Operations = {
  'GET /courses': {
    id: 'getCourses', summary: 'Courses', query: ['since', 'until', dateField(), 'tags', 'filter', filterBy(['course_id', 'title', 'tags']), orderBy(['created', 'updated', 'title'], 'created_desc'), 'more', 'pageSize', ...shown, 'includeTotalCount'],
    answer: courseListAnswer,
  },
  'PUT /courses/tags': { id: 'putCourseTagsBatch', summary: 'Add tags to several courses', body: batchTags },
  'POST /courses/importJobs': { id: 'createFetchAndImportCourseJob', summary: 'Import a course from an address', query: newCourse, body: fetchRequest, answer: stringResult, refusals: [409] },
  'POST /courses/importJobs/noUpload': { id: 'createNoUploadAndImportCourseJob', summary: 'Import a course from an address, or refer to a media file that stays where it is', query: newCourse, body: importRequest, answer: stringResult, refusals: [409, 501] },
  'POST /courses/importJobs/upload': {
    id: 'createUploadAndImportCourseJob', summary: 'Import a course by upload', query: newCourse,
    headers: [{ name: 'uploadedContentType', schema: { type: 'string', enum: ['application/zip', 'application/pdf', 'audio/mpeg', 'video/mp4'] }, description: 'What the file is; a package when absent' }],
    form: { file, contentMetadata: { description: 'JSON {title, description, contentLanguage, estimatedDuration} of a media file' } }, answer: stringResult, refusals: [409, 413],
  },
  'GET /courses/importJobs/{importJobId}': { id: 'getImportJobStatus', summary: 'How an import goes', answer: importJobAnswer },
  'GET /courses/{courseId}': { id: 'getCourse', summary: 'One course', query: shown, answer: courseAnswer },
  'DELETE /courses/{courseId}': { id: 'deleteCourse', summary: 'Delete a course with all its versions and registrations' },
  'PUT /courses/{courseId}/title': { id: 'setCourseTitle', summary: 'Rename a course', body: titleBody },
  'POST /courses/{courseId}/preview': { id: 'buildCoursePreviewLaunchLink', summary: 'A link that opens the course and tracks nothing', body: previewBody, isBodyOptional: true, answer: launchLinkAnswer },
  'GET /courses/{courseId}/tags': { id: 'getCourseTags', summary: 'Tags of a course', answer: tagListAnswer },
  'PUT /courses/{courseId}/tags': { id: 'putCourseTags', summary: 'Add tags to a course', body: tagList },
  'DELETE /courses/{courseId}/tags': { id: 'deleteCourseTags', summary: 'Take tags from a course', body: tagList },
  'GET /courses/{courseId}/zip': { id: 'getCourseZip', summary: 'The package of the newest version, with changed files in place', answer: 'file' },
  ...ofCourse('/courses/{courseId}', (name) => name.replace('*', 'Course'), 'the newest version of a course'),
  'GET /courses/{courseId}/versions': { id: 'getCourseVersions', summary: 'All versions of a course', query: ['since', 'until', ...shown], answer: courseVersionsAnswer },
  'GET /courses/{courseId}/versions/{versionId}': { id: 'getCourseVersionInfo', summary: 'One version of a course', query: shown, answer: courseAnswer },
  'DELETE /courses/{courseId}/versions/{versionId}': { id: 'deleteCourseVersion', summary: 'Delete a version with its registrations' },
  'GET /courses/{courseId}/versions/{versionId}/zip': { id: 'getVersionedCourseZip', summary: 'The package of a version', answer: 'file' },
  'POST /courses/{courseId}/versions/{versionId}/preview': { id: 'buildCoursePreviewLaunchLinkWithVersion', summary: 'A link that opens a version and tracks nothing', body: previewBody, isBodyOptional: true, answer: launchLinkAnswer },
  ...ofCourse('/courses/{courseId}/versions/{versionId}', (name) => name.replace('*', 'CourseVersion'), 'a version of a course'),
};
