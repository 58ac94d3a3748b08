import type { Operations } from '../openapi/operation';
import { aNumber, dateField, filterBy, orderBy } from '../openapi/query-parameters';
import { settingsPost } from '../settings/settings.wire';
import { launchLinkAnswer, settingListAnswer, statementsAnswer, tagListAnswer } from '../v2-answers.wire';
import { batchTags, postBack, tagList } from '../v2-shapes';
import { launchHistoryAnswer, registrationAnswer, registrationListAnswer } from './registration-answers.wire';
import { newInstance } from './earlier-registration.wire';
import { launchLink, wholeRegistration } from './registration.wire';
import { resultOverride, resultOverrideAnswer } from './result-override.wire';

const details = ['includeChildResults', 'includeInteractionsAndObjectives', 'includeRuntime'] as const;
const statements = ['since', 'until', 'more'] as const;
const one = '/registrations/{registrationId}';
const instance = `${one}/instances/{instanceId}`;

export const registrationOperations: Operations = {
  'GET /registrations': {
    id: 'getRegistrations', summary: 'Registrations, each with its newest instance',
    query: [
      'courseId', 'learnerId', 'since', 'until', dateField('created'), 'tags', 'filter', filterBy(['registration_id', 'course_title', 'learner_first_name', 'learner_last_name', 'tags']),
      orderBy(['created', 'updated', 'course_title', 'learner_first_name', 'learner_last_name'], 'created_desc'), 'more', 'pageSize', ...details, 'includeTotalCount',
    ],
    answer: registrationListAnswer,
  },
  'POST /registrations': { id: 'createRegistration', summary: 'Register a learner for a course', query: [aNumber('courseVersion', 'The version to begin with; the newest when absent')], body: wholeRegistration, refusals: [404] },
  'PUT /registrations/tags': { id: 'putRegistrationTagsBatch', summary: 'Add tags to several registrations', body: batchTags },
  'POST /registrations/postBackTest': { id: 'testRegistrationPostback', summary: 'Send a made-up result to a receiver', body: postBack },
  [`HEAD ${one}`]: { id: 'getRegistration', summary: 'Whether a registration exists', status: 200 },
  [`GET ${one}`]: { id: 'getRegistrationProgress', summary: 'How a registration stands', query: details, answer: registrationAnswer },
  [`DELETE ${one}`]: { id: 'deleteRegistration', summary: 'Delete a registration with all its instances' },
  [`POST ${one}/launchLink`]: { id: 'buildRegistrationLaunchLink', summary: 'A link that opens the course for this learner', body: launchLink, answer: launchLinkAnswer },
  [`DELETE ${one}/progress`]: { id: 'deleteRegistrationProgress', summary: 'Let the learner begin again; the newest instance is emptied' },
  [`GET ${one}/resultOverride`]: { id: 'getRegistrationResultOverride', summary: 'What counts as the result, what the learner did, and what was set over it by whom and why', answer: resultOverrideAnswer, isOurs: true },
  [`PUT ${one}/resultOverride`]: { id: 'setRegistrationResultOverride', summary: 'Set the result of the newest instance over what the learner did', body: resultOverride, isOurs: true },
  [`DELETE ${one}/resultOverride`]: { id: 'deleteRegistrationResultOverride', summary: 'Let what the learner did count again', isOurs: true },
  [`DELETE ${one}/globalData`]: { id: 'deleteRegistrationGlobalData', summary: 'Forget the global objectives' },
  [`GET ${one}/launchHistory`]: { id: 'getRegistrationLaunchHistory', summary: 'Launches of the newest instance', query: ['includeHistoryLog'], answer: launchHistoryAnswer },
  [`GET ${one}/xAPIStatements`]: { id: 'getRegistrationStatements', summary: 'xAPI statements of a registration', query: statements, answer: statementsAnswer },
  [`GET ${one}/tags`]: { id: 'getRegistrationTags', summary: 'Tags of a registration', answer: tagListAnswer },
  [`PUT ${one}/tags`]: { id: 'putRegistrationTags', summary: 'Add tags to a registration', body: tagList },
  [`DELETE ${one}/tags`]: { id: 'deleteRegistrationTags', summary: 'Take tags from a registration', body: tagList },
  [`GET ${one}/configuration`]: { id: 'getRegistrationConfiguration', summary: 'Effective settings of a registration', query: ['includeMetadata'], answer: settingListAnswer },
  [`POST ${one}/configuration`]: { id: 'setRegistrationConfiguration', summary: 'Change settings of a registration', body: settingsPost },
  [`DELETE ${one}/configuration/{settingId}`]: { id: 'deleteRegistrationConfigurationSetting', summary: 'Let a registration inherit a setting again' },
  [`GET ${one}/instances`]: { id: 'getRegistrationInstances', summary: 'All instances of a registration', query: ['since', 'until', 'more', ...details], answer: registrationListAnswer },
  [`POST ${one}/instances`]: { id: 'createNewRegistrationInstance', summary: 'Let the learner take the newest version of the course afresh; what was done is kept', body: newInstance, isBodyOptional: true },
  [`GET ${instance}`]: { id: 'getRegistrationInstanceProgress', summary: 'How an instance stands', query: details, answer: registrationAnswer },
  [`DELETE ${instance}`]: { id: 'deleteRegistrationInstance', summary: 'Delete an instance' },
  [`GET ${instance}/launchHistory`]: { id: 'getRegistrationInstanceLaunchHistory', summary: 'Launches of an instance', query: ['includeHistoryLog'], answer: launchHistoryAnswer },
  [`GET ${instance}/xAPIStatements`]: { id: 'getRegistrationInstanceStatements', summary: 'xAPI statements of an instance', query: statements, answer: statementsAnswer },
  [`GET ${instance}/configuration`]: { id: 'getRegistrationInstanceConfiguration', summary: 'Effective settings of an instance', query: ['includeMetadata'], answer: settingListAnswer },
  [`POST ${instance}/configuration`]: { id: 'setRegistrationInstanceConfiguration', summary: 'Change settings of an instance', body: settingsPost },
  [`DELETE ${instance}/configuration/{settingId}`]: { id: 'deleteRegistrationInstanceConfigurationSetting', summary: 'Let an instance inherit a setting again' },
};
