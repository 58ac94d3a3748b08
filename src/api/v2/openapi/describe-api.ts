import { scopesThatOpen } from '../../../applications/scopes.rules';
import type { JsonSchema } from '../../described-operation';
import { describeOperations } from '../../describe-operations';
import { accessTo, operationAccess } from '../operation-access.rules';
import { allOperations } from './all-operations';
import { described } from './operation';

const messages: Readonly<Record<number, string>> = {
  400: 'Something in the request is wrong; the message names it and says how to mend it', 401: 'No credentials, or wrong ones', 403: 'The credentials do not open this operation', 404: 'There is no such thing in this application',
  409: 'It cannot be done while things are as they are, or the Idempotency-Key was used with another request', 413: 'The body is too large', 429: 'Too many requests; Retry-After says when to go on', 501: 'Not offered',
};
const message: JsonSchema = {
  type: 'object', required: ['message', 'error', 'code', 'reference'],
  properties: {
    message: { type: 'string', description: 'What is wrong, where, and how to mend it' }, error: { type: 'string', description: 'The same, for older clients' }, code: { type: 'string', description: 'A stable word for programs' },
    reference: { type: 'string', description: 'To be quoted when you ask for help; also the header X-Request-Id' },
  },
};
const idempotencyKey = { $ref: '#/components/parameters/IdempotencyKey' };
const numbers: ReadonlySet<string> = new Set(['versionId', 'instanceId']);

/** `GET /courses/{courseId}` as the access table writes it. */
const accessOf = (method: string, path: string) => accessTo(method, `/api/v2${path.replace(/\{(\w+)\}/g, ':$1')}`);

function securityOf(key: string): object[] {
  const [method = '', path = ''] = key.split(' ');
  const access = accessOf(method, path);
  if (access === undefined) throw new Error(`${key} is described but is not in the table of access`);
  if (access === 'public') return [];
  if (access === 'basic') return [{ APP_NORMAL: [] }];
  const scopes = scopesThatOpen(access.replace('management ', ''));
  return [{ [access.startsWith('management ') ? 'APP_MANAGEMENT' : 'APP_NORMAL']: [] }, ...scopes.map((scope) => ({ OAUTH: [scope] }))];
}

function security(publicUrl: string): object {
  const scopes = [...new Set(Object.values(operationAccess).filter((access) => !['basic', 'public'].includes(access)).flatMap((access) => scopesThatOpen(access.replace('management ', ''))))].sort();
  return {
    APP_NORMAL: { type: 'http', scheme: 'basic', description: 'Id and secret of an application' },
    APP_MANAGEMENT: { type: 'http', scheme: 'basic', description: 'Id and secret of the management application' },
    OAUTH: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: `${publicUrl}/api/v2/oauth/authenticate/application/token`, scopes: Object.fromEntries(scopes.map((scope) => [scope, ''])) } } },
  };
}

/** The OpenAPI 3.1 document of the v2 API. */
export function describeApi(publicUrl: string): object {
  const parts = Object.fromEntries(Object.entries(allOperations).map(([part, some]) => [part, Object.fromEntries(Object.entries(some).map(([key, operation]) => [key, described(operation)]))]));
  return describeOperations(
    {
      title: 'Courseway API', description: 'Speaks the SCORM Cloud v2 API: its clients run against it when they are given this address and credentials. Operations and fields of our own are marked.', server: `${publicUrl}/api/v2`,
      securitySchemes: security(publicUrl), securityOf, refusals: messages, refusal: ['MessageSchema', message], numbers, parametersOf: (method) => (method === 'POST' ? [idempotencyKey] : []),
      parameters: { IdempotencyKey: { name: 'Idempotency-Key', in: 'header', schema: { type: 'string', minLength: 1, maxLength: 255 }, description: 'A word of your choice: a repeat of this request within 24 hours is answered as it was, and nothing is done twice' } },
    },
    parts,
  );
}
