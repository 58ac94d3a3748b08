import { z } from 'zod';
import type { DescribedOperation, DescribedOperations, JsonSchema } from './described-operation';
import { describeSchemas, type Schemas } from './describe-schemas';
import { productVersion } from './product-version';

/** What is the same for all operations of one API. */
export interface ApiTraits {
  title: string;
  description: string;
  server: string;
  securitySchemes: object;
  /** Of an operation such as `GET /courses/{courseId}`; empty when it is open to everybody. */
  securityOf(key: string): object[];
  /** What each refusal means, by its status. */
  refusals: Readonly<Record<number, string>>;
  /** The name and the shape of the body of a refusal. */
  refusal: readonly [name: string, schema: JsonSchema];
  /** Parameters that all operations of a method have, as references or whole. */
  parametersOf(method: string): object[];
  parameters: object;
  /** Places of paths that are numbers. */
  numbers: ReadonlySet<string>;
}

function parametersOf(api: ApiTraits, method: string, path: string, operation: DescribedOperation): object[] {
  const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({ name, in: 'path', required: true, schema: api.numbers.has(name) ? { type: 'integer', minimum: 0 } : { type: 'string', minLength: 1, maxLength: 255 } }));
  const query = (operation.query ?? []).map((one) => ({ ...one, in: 'query', ...(one.schema['type'] === 'array' && { style: 'form', explode: true }) }));
  const headers = (operation.headers ?? []).map((one) => ({ ...one, in: 'header' }));
  return [...places, ...query, ...headers, ...api.parametersOf(method)];
}

function bodyOf(operation: DescribedOperation, schemas: Schemas): object | undefined {
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

function answerOf(operation: DescribedOperation, schemas: Schemas): object {
  const headers = operation.query?.some(({ name }) => name === 'includeTotalCount') ? { 'X-Total-Count': { description: 'The number of all rows, when it was asked for', schema: { type: 'integer' } } } : undefined;
  if (operation.answer === 'file') return { description: 'The file', content: { 'application/octet-stream': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } } };
  if (!operation.answer) return { description: 'Done' };
  return { description: 'The answer', ...(headers && { headers }), content: { 'application/json': { schema: schemas.answer(operation.answer) } } };
}

function operationOf(api: ApiTraits, { key, part, operation }: { key: string; part: string; operation: DescribedOperation }, schemas: Schemas): object {
  const [method = '', path = ''] = key.split(' ');
  const security = api.securityOf(key);
  const status = operation.status ?? (operation.answer ? 200 : 204);
  const refusals = new Set([400, ...(security.length ? [401, 403] : []), ...(path.includes('{') || operation.body ? [404] : []), ...(method === 'POST' ? [409] : []), 429, ...(operation.refusals ?? [])]);
  const body = bodyOf(operation, schemas);
  const good = [status, ...(operation.orStatus === undefined ? [] : [operation.orStatus])].filter((one) => one < 400);
  return {
    operationId: operation.id, tags: [part], summary: operation.summary, ...(operation.more && { description: operation.more }), ...(operation.isDeprecated && { deprecated: true }), ...(operation.isOurs && { 'x-courseway': true }),
    security, parameters: parametersOf(api, method, path, operation), ...(body && { requestBody: body }),
    responses: {
      ...Object.fromEntries(good.map((one) => [one, answerOf(operation, schemas)])),
      ...Object.fromEntries([...refusals].sort((a, b) => a - b).map((code) => [code, { $ref: `#/components/responses/${code}` }])),
    },
  };
}

/** The OpenAPI 3.1 document of an API, made from the schemas that requests are read with. `parts` are its operations by the name of their part. */
export function describeOperations(api: ApiTraits, parts: Readonly<Record<string, DescribedOperations>>): object {
  const operations = Object.entries(parts).flatMap(([part, some]) => Object.entries(some).map(([key, operation]) => ({ key, part, operation })));
  const schemas = describeSchemas(operations.flatMap(({ operation }) => operation.body ?? []), operations.flatMap(({ operation }) => (operation.answer instanceof z.ZodType ? operation.answer : [])));
  const paths: Record<string, Record<string, object>> = {};
  for (const one of operations) {
    const [method = '', path = ''] = one.key.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(api, one, schemas) };
  }
  const [name, refusal] = api.refusal;
  const responses = Object.fromEntries(Object.entries(api.refusals).map(([code, description]) => [code, { description, content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } }]));
  return {
    openapi: '3.1.0',
    info: { title: api.title, version: productVersion, description: api.description },
    servers: [{ url: api.server }],
    tags: Object.keys(parts).map((part) => ({ name: part })),
    paths,
    components: { securitySchemes: api.securitySchemes, responses, schemas: { [name]: refusal, ...schemas.components }, parameters: api.parameters },
  };
}
