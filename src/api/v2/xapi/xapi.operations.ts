import { z } from 'zod';
import type { Operations } from '../openapi/operation';
import { dateField, filterBy, orderBy } from '../openapi/query-parameters';
import { count, flag, moment, more, stringResult, text } from '../v2-answers.wire';
import { credential, credentialChange, pipe } from './xapi.wire';

const credentialAnswer = z
  .object({
    id: z.string(), name: text, info: text, secret: text, isEnabled: flag, auth: z.object({ xapiCredentialAuthType: z.enum(['BASICAUTH', 'OAUTH']) }).meta({ id: 'XapiCredentialAuthTypeSchema' }),
    permissionsLevel: z.object({ xapiCredentialPermissionsLevel: z.enum(['DEFAULT', 'USER', 'ROOT', 'READONLY', 'WRITEONLY']) }).meta({ id: 'XapiCredentialPermissionsLevelSchema' }),
  })
  .meta({ id: 'XapiCredentialSchema' });
const credentialList = z.object({ xapiCredentials: z.array(credentialAnswer), more }).meta({ id: 'XapiCredentialsListSchema' });
const endpoint = z.object({ url: z.string(), userName: text, password: text }).meta({ id: 'XapiEndpointSchema' });
const pipeAnswer = z
  .object({ id: z.string(), lastForwardedStatementDate: moment, moreUrl: text, attempts: count, visibleAfter: moment, source: endpoint.optional(), target: endpoint.optional() })
  .meta({ id: 'XapiStatementPipeSchema' });
const pipeList = z.object({ xapiStatementPipes: z.array(pipeAnswer) }).meta({ id: 'XapiStatementPipeListSchema' });

export const xapiOperations: Operations = {
  'GET /xapi/credentials': {
    id: 'getXapiCredentials', summary: 'xAPI credentials', query: ['since', 'until', dateField(), 'filter', filterBy(['credential_id']), orderBy(['updated', 'created'], 'updated_asc'), 'more', 'includeTotalCount'], answer: credentialList,
  },
  'POST /xapi/credentials': { id: 'createXapiCredential', summary: 'Make an xAPI credential', body: credential, answer: stringResult },
  'GET /xapi/credentials/{xapiCredentialId}': { id: 'getXapiCredential', summary: 'One xAPI credential', answer: credentialAnswer },
  'PUT /xapi/credentials/{xapiCredentialId}': { id: 'setXapiCredential', summary: 'Change an xAPI credential', body: credentialChange },
  'DELETE /xapi/credentials/{xapiCredentialId}': { id: 'deleteXapiCredential', summary: 'Delete an xAPI credential' },
  'GET /xapi/statementPipes': { id: 'getStatementPipes', summary: 'Statement pipes', answer: pipeList },
  'POST /xapi/statementPipes': { id: 'createStatementPipe', summary: 'Make a statement pipe', body: pipe, answer: stringResult },
  'GET /xapi/statementPipes/{statementPipeId}': { id: 'getStatementPipe', summary: 'One statement pipe', answer: pipeAnswer },
  'PUT /xapi/statementPipes/{statementPipeId}': { id: 'setStatementPipe', summary: 'Change a statement pipe, or make it', body: pipe, answer: stringResult },
  'DELETE /xapi/statementPipes/{statementPipeId}': { id: 'deleteStatementPipe', summary: 'Delete a statement pipe' },
};
