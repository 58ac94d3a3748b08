import type { QueryParameter } from '../../described-operation';

const flag = (description: string, byDefault = false) => ({ schema: { type: 'boolean', default: byDefault }, description });
const moment = (description: string) => ({ schema: { type: 'string', format: 'date-time' }, description: `${description}, in ISO 8601; UTC when it names no zone` });
const text = (description: string) => ({ schema: { type: 'string' }, description });

/** Query parameters that mean the same everywhere. */
export const parameters = {
  since: moment('Only what was made or changed at this moment or later'),
  until: moment('Only what was made or changed at this moment or before'),
  tags: { schema: { type: 'array', items: { type: 'string' } }, description: 'Only what has one of these tags; separated by commas, or repeated' },
  filter: text('Only what has this text in the field that filterBy names; a % stands for anything'),
  more: text('The token of the page before; all other parameters are the ones of that page'),
  pageSize: { schema: { type: 'integer', minimum: 1, maximum: 100, default: 10 }, description: 'Most rows of a page; to be sent with each more (ours)' },
  includeTotalCount: flag('Tell the number of all rows in the header X-Total-Count'),
  courseId: text('Only what belongs to this course'),
  learnerId: text('Only what belongs to this learner'),
  includeRegistrationCount: flag('Tell the number of registrations'),
  includeCourseCount: flag('Tell the number of courses'),
  includeCourseMetadata: flag('Tell the metadata of the package'),
  includeDispatchCount: flag('Tell the number of dispatches'),
  includeRegistrationReport: flag('Tell how each registration stands'),
  includeChildResults: flag('Tell every activity and not only the root'),
  includeInteractionsAndObjectives: flag('Tell interactions and objectives'),
  includeRuntime: flag('Tell the data model of each activity'),
  includeHistoryLog: flag('Tell the log of each launch'),
  includeMetadata: flag('Tell what each setting means and takes'),
  mayCreateNewVersion: flag('Make a new version when the course exists; else that is refused'),
  relativePath: { ...text('Path of the file inside the course'), required: true },
} as const satisfies Record<string, Omit<QueryParameter, 'name'>>;
export type ParameterName = keyof typeof parameters;

const word = (name: string, description: string, words: readonly string[], byDefault?: string): QueryParameter => ({ name, schema: { type: 'string', enum: words, ...(byDefault !== undefined && { default: byDefault }) }, description });
export const oneOf = word;

export const dateField = (byDefault: 'created' | 'updated' = 'updated') => word('datetimeFilter', 'The moment that since and until look at', ['created', 'updated'], byDefault);
export const filterBy = (words: readonly string[]) => word('filterBy', 'The field that filter looks at', words, words[0]);
export const orderBy = (columns: readonly string[], byDefault: string) => word('orderBy', 'How the list is sorted', columns.flatMap((column) => [`${column}_asc`, `${column}_desc`]), byDefault);
/** A parameter of one operation alone. */
export const aText = (name: string, description: string, required = false): QueryParameter => ({ name, schema: { type: 'string' }, description, ...(required && { required }) });
export const aNumber = (name: string, description: string): QueryParameter => ({ name, schema: { type: 'integer', minimum: 0 }, description });
export const aFlag = (name: string, description: string): QueryParameter => ({ name, ...flag(description) });
