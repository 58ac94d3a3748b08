import { scopesThatAllow } from '../../applications/api-key-scopes.rules';
import type { JsonSchema } from '../described-operation';
import { describeOperations } from '../describe-operations';
import { accessTo } from './session-access.rules';
import { sessionsOperations } from './sessions.operations';

const refusals: Readonly<Record<number, string>> = {
  400: 'Something in the request is wrong; the message names it and says how to mend it', 401: 'No key, or one that is not valid', 403: 'The scopes of the key do not open this, or it belongs to another tenant', 404: 'There is no such thing in this tenant',
  409: 'The version is no longer the newest, or the id is taken', 413: 'The body is too large', 429: 'Too many requests; Retry-After says when to go on',
};
const code = { type: 'string', description: 'A stable word for programs' };
const message = { type: 'string', description: 'What is wrong, where, and how to mend it' };
const refusal: JsonSchema = {
  type: 'object', required: ['error', 'code', 'message', 'details', 'reference'],
  properties: {
    error: { type: 'object', required: ['code', 'message'], properties: { code, message } }, code, message, details: { type: 'object', properties: { where: { type: 'string' }, current_version: { type: 'integer' } } },
    reference: { type: 'string', description: 'To be quoted when you ask for help; also the header X-Request-Id' },
  },
};

function securityOf(key: string): object[] {
  const [method = '', path = ''] = key.split(' ');
  const access = accessTo(method, path);
  if (access === undefined) throw new Error(`${key} is described but is not in the table of access`);
  if (access === 'public') return [];
  const scopes = scopesThatAllow(access === 'keys' ? 'admin' : access);
  return [{ API_KEY: [...scopes] }, { BEARER: [...scopes] }, ...(access === 'keys' ? [{ APP_MANAGEMENT: [] }] : [])];
}

/** The OpenAPI 3.1 document of the sessions API. */
export const describeSessions = (publicUrl: string): object =>
  describeOperations(
    {
      title: 'Courseway sessions API', description: 'Packages, sessions and webhooks over API keys. A session is a registration: what is written here is seen by every other API, and the other way round.', server: `${publicUrl}/api/v1`, securityOf, refusals,
      refusal: ['Refusal', refusal], numbers: new Set(), parameters: {}, parametersOf: () => [],
      securitySchemes: {
        API_KEY: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key with the scope read, write or admin; each opens what those before it open' }, BEARER: { type: 'http', scheme: 'bearer', description: 'The same key' },
        APP_MANAGEMENT: { type: 'http', scheme: 'basic', description: 'Id and secret of the management application' },
      },
    },
    sessionsOperations,
  );
