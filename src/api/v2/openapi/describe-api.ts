import { z } from 'zod';
import { scopesThatOpen } from '../../../applications/scopes.rules';
import { productVersion } from '../../product-version';
import { accessTo, operationAccess } from '../operation-access.rules';
import { allOperations } from './all-operations';
import { describeSchemas, type Schemas } from './describe-schemas';
import { type Operation, queryOf } from './operation';
import type { JsonSchema } from './query-parameters';

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

function securityOf(access: string): object[] {
  if (access === 'public') return [];
  if (access === 'basic') return [{ APP_NORMAL: [] }];
  const scopes = scopesThatOpen(access.replace('management ', ''));
  return [{ [access.startsWith('management ') ? 'APP_MANAGEMENT' : 'APP_NORMAL']: [] }, ...scopes.map((scope) => ({ OAUTH: [scope] }))];
}

function parametersOf(method: string, path: string, operation: Operation): object[] {
  const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({ name, in: 'path', required: true, schema: numbers.has(name) ? { type: 'integer', minimum: 0 } : { type: 'string', minLength: 1, maxLength: 255 } }));
  const query = queryOf(operation).map((one) => ({ ...one, in: 'query', ...(one.schema['type'] === 'array' && { style: 'form', explode: true }) }));
  const headers = (operation.headers ?? []).map((one) => ({ ...one, in: 'header' }));
  return [...places, ...query, ...headers, ...(method === 'POST' ? [idempotencyKey] : [])];
}

function bodyOf(operation: Operation, schemas: Schemas): object | undefined {
  if (operation.form) {
    const parts = Object.entries(operation.form);
    const properties = Object.fromEntries(parts.map(([name, { description, isFile }]) => [name, { type: 'string', description, ...(isFile && { contentMediaType: 'application/octet-stream' }) }]));
    return { required: true, content: { 'multipart/form-data': { schema: { type: 'object', properties, required: parts.filter(([, { required }]) => required).map(([name]) => name) } } } };
  }
  if (!operation.body) return undefined;
  const schema = schemas.body(operation.body);
  const other = operation.otherBody && { [operation.otherBody]: { schema: operation.otherBody === 'text/csv' ? { type: 'string' } : schema } };
  return { required: !operation.isBodyOptional, content: { 'application/json': { schema }, ...other } };
}

function answerOf(operation: Operation, schemas: Schemas): object {
  const headers = queryOf(operation).some(({ name }) => name === 'includeTotalCount') ? { 'X-Total-Count': { description: 'The number of all rows, when it was asked for', schema: { type: 'integer' } } } : undefined;
  if (operation.answer === 'file') return { description: 'The file', content: { 'application/octet-stream': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } } };
  if (!operation.answer) return { description: 'Done' };
  return { description: 'The answer', ...(headers && { headers }), content: { 'application/json': { schema: schemas.answer(operation.answer) } } };
}

function operationOf(key: string, part: string, operation: Operation, schemas: Schemas): object {
  const [method = '', path = ''] = key.split(' ');
  const access = accessOf(method, path);
  if (access === undefined) throw new Error(`${key} is described but is not in the table of access`);
  const status = operation.status ?? (operation.answer ? 200 : 204);
  const refusals = new Set([400, ...(access === 'public' ? [] : [401, 403]), ...(path.includes('{') || operation.body ? [404] : []), ...(method === 'POST' ? [409] : []), 429, ...(operation.refusals ?? [])]);
  const body = bodyOf(operation, schemas);
  return {
    operationId: operation.id, tags: [part], summary: operation.summary, ...(operation.more && { description: operation.more }), ...(operation.isDeprecated && { deprecated: true }), ...(operation.isOurs && { 'x-courseway': true }),
    security: securityOf(access), parameters: parametersOf(method, path, operation), ...(body && { requestBody: body }),
    responses: {
      ...(status < 400 && { [status]: answerOf(operation, schemas) }),
      ...Object.fromEntries([...refusals].sort((a, b) => a - b).map((code) => [code, { $ref: `#/components/responses/${code}` }])),
    },
  };
}

const responses = () => Object.fromEntries(Object.entries(messages).map(([code, description]) => [code, { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/MessageSchema' } } } }]));

function security(publicUrl: string): object {
  const scopes = [...new Set(Object.values(operationAccess).filter((access) => !['basic', 'public'].includes(access)).flatMap((access) => scopesThatOpen(access.replace('management ', ''))))].sort();
  return {
    APP_NORMAL: { type: 'http', scheme: 'basic', description: 'Id and secret of an application' },
    APP_MANAGEMENT: { type: 'http', scheme: 'basic', description: 'Id and secret of the management application' },
    OAUTH: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: `${publicUrl}/api/v2/oauth/authenticate/application/token`, scopes: Object.fromEntries(scopes.map((scope) => [scope, ''])) } } },
  };
}

/** The OpenAPI 3.1 document of the v2 API, made from the schemas that requests are read with. */
export function describeApi(publicUrl: string): object {
  const operations = Object.entries(allOperations).flatMap(([part, some]) => Object.entries(some).map(([key, operation]) => ({ key, part, operation })));
  const schemas = describeSchemas(operations.flatMap(({ operation }) => operation.body ?? []), operations.flatMap(({ operation }) => (operation.answer instanceof z.ZodType ? operation.answer : [])));
  const paths: Record<string, Record<string, object>> = {};
  for (const { key, part, operation } of operations) {
    const [method = '', path = ''] = key.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(key, part, operation, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Courseway API', version: productVersion, description: 'Speaks the SCORM Cloud v2 API: its clients run against it when they are given this address and credentials. Operations and fields of our own are marked.' },
    servers: [{ url: `${publicUrl}/api/v2` }],
    tags: Object.keys(allOperations).map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: security(publicUrl), responses: responses(), schemas: { MessageSchema: message, ...schemas.components },
      parameters: { IdempotencyKey: { name: 'Idempotency-Key', in: 'header', schema: { type: 'string', minLength: 1, maxLength: 255 }, description: 'A word of your choice: a repeat of this request within 24 hours is answered as it was, and nothing is done twice' } },
    },
  };
}
