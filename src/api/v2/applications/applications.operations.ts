import { z } from 'zod';
import type { Operations } from '../openapi/operation';
import { aFlag, aText, dateField, filterBy, orderBy } from '../openapi/query-parameters';
import { settingsPost } from '../settings/settings.wire';
import { count, flag, moment, more, settingListAnswer, stringResult, text } from '../v2-answers.wire';
import { applicationChange, newApplication, newCredential, tokenForm, tokenRequest } from './application.wire';

const application = z.object({ id: z.string(), name: text }).meta({ id: 'ApplicationSchema' });
const applicationList = z.object({ applications: z.array(application) }).meta({ id: 'ApplicationListSchema' });
const applicationInfo = z.object({ id: z.string(), name: text, createDate: moment, updateDate: moment, allowDelete: flag, courseCount: count, registrationCount: count }).meta({ id: 'ApplicationInfoSchema' });
const applicationInfoList = z.object({ applications: z.array(applicationInfo), more }).meta({ id: 'ApplicationInfoListSchema' });
const credential = z.object({ id: z.string(), name: text, credential: text.describe('The secret, only in the answer that makes it'), pensCredential: text.describe('Never there: PENS is not offered'), status: text, created: moment, updated: moment }).meta({ id: 'CredentialSchema' });
const credentialList = z.object({ credentials: z.array(credential) }).meta({ id: 'CredentialListSchema' });
const token = z.object({ access_token: z.string(), expires_in: z.number().int(), token_type: z.string() }).meta({ id: 'ApplicationToken' });
const level = [aText('learningStandard', 'Settings for courses of this standard only, such as SCORM12; together with singleSco'), aFlag('singleSco', 'For courses with one SCO, or with several; together with learningStandard')] as const;
const shown = ['includeCourseCount', 'includeRegistrationCount'] as const;
const one = '/appManagement/applications/{childAppId}';
const keys = '/appManagement/{childAppId}/credentials';

export const applicationOperations: Operations = {
  'POST /oauth/authenticate/application/token': { id: 'getAppToken', summary: 'A bearer token with the scopes asked for', body: tokenForm, otherBody: 'application/x-www-form-urlencoded', answer: token },
  'POST /appManagement/token': { id: 'createToken', summary: 'A bearer token with the scopes asked for, until a moment', body: tokenRequest, answer: stringResult },
  'GET /appManagement/configuration': { id: 'getApplicationConfiguration', summary: 'Effective settings of the application', query: [...level, 'includeMetadata'], answer: settingListAnswer },
  'POST /appManagement/configuration': { id: 'setApplicationConfiguration', summary: 'Change settings of the application', query: level, body: settingsPost },
  'DELETE /appManagement/configuration/{settingId}': { id: 'deleteApplicationConfigurationSetting', summary: 'Bring a setting of the application back to its default', query: level },
  'GET /appManagement/applications': { id: 'getApplicationList', summary: 'Ids and names of all applications', answer: applicationList, isDeprecated: true },
  'POST /appManagement/applications': { id: 'createApplication', summary: 'Make an application', body: newApplication, answer: application },
  'GET /appManagement/applicationList': {
    id: 'getApplications', summary: 'Applications', query: ['since', 'until', dateField(), 'filter', filterBy(['app_id']), orderBy(['updated', 'created'], 'updated_asc'), 'more', ...shown, 'includeTotalCount'], answer: applicationInfoList,
  },
  [`GET ${one}`]: { id: 'getApplicationInfo', summary: 'One application', query: shown, answer: applicationInfo },
  [`PUT ${one}`]: { id: 'updateApplication', summary: 'Rename an application, or say whether it may delete', body: applicationChange },
  [`DELETE ${one}`]: { id: 'deleteApplication', summary: 'Delete an application that holds nothing', refusals: [409] },
  [`GET ${keys}`]: { id: 'getCredentials', summary: 'Credentials of an application', answer: credentialList },
  [`POST ${keys}`]: { id: 'createCredential', summary: 'Make a credential; its secret is told once', body: newCredential, isBodyOptional: true, answer: credential },
  [`PUT ${keys}/{credentialId}`]: { id: 'updateCredential', summary: 'Rename a credential, or stop it', body: newCredential },
  [`DELETE ${keys}/{credentialId}`]: { id: 'deleteCredential', summary: 'Delete a credential' },
};
