import { Validator } from '@seriousme/openapi-schema-validator';
import { operationAccess } from '../../src/api/v2/operation-access.rules';
import { operationsOf as officialOperationsOf } from '../clients/official-client';
import { type Booted, bootCourseway } from '../support/boot';
import { type ApiDocument, operationsOf } from '../support/generate-cases';
import { v2RoutesOf } from '../support/routes';

let courseway: Booted;
let document: ApiDocument & { openapi: string; servers: { url: string }[] };
beforeAll(async () => {
  courseway = await bootCourseway();
  document = (await (await fetch(`${courseway.publicUrl}/openapi/v2.json`)).json()) as typeof document;
});
afterAll(() => courseway.close());

const withoutNames = (path: string) => path.replace(/\{\w+\}|:\w+/g, '{}');
const services = ['AboutApi', 'ApplicationManagementApi', 'AuthenticationApi', 'ContentConnectorsApi', 'CourseApi', 'DispatchApi', 'InvitationsApi', 'LearnerApi', 'PingApi', 'RegistrationApi', 'ReportingApi', 'XapiApi', 'ZoomiApi'];

test('is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(document.openapi).toBe('3.1.0');
  expect(document.servers).toEqual([{ url: `${courseway.publicUrl}/api/v2` }]);
});

test('describes every route there is, and none that is not', () => {
  const described = operationsOf(document).map(({ method, path }) => `${method} ${withoutNames(path)}`);
  expect(described.sort()).toEqual(v2RoutesOf(courseway).map(({ method, path }) => `${method} ${withoutNames(path)}`).sort());
  expect(described.filter((one) => !(one in operationAccess) && !one.startsWith('HEAD '))).toEqual([]);
});


test('calls the operations by the names of the official client', () => {
  const ours = operationsOf(document).filter((one) => !('x-courseway' in one)).map(({ operationId }) => operationId).sort();
  expect(ours).toEqual(services.flatMap(officialOperationsOf).sort());
});

test('has no name twice, and every reference leads somewhere', () => {
  const ids = operationsOf(document).map(({ operationId }) => operationId);
  expect(ids.length).toBe(new Set(ids).size);
  const lost = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)].filter(([, part = '', name = '']) => !(name in ((document.components as unknown as Record<string, object>)[part] ?? {})));
  expect(lost).toEqual([]);
});

test('may be kept by a client until it changes', async () => {
  const first = await fetch(`${courseway.publicUrl}/openapi/v2.json`);
  const tag = first.headers.get('etag') ?? '';
  expect(tag).toMatch(/^"[\w-]{22}"$/);
  expect((await fetch(`${courseway.publicUrl}/openapi/v2.json`, { headers: { 'if-none-match': tag } })).status).toBe(304);
});
