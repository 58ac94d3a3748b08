import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { Validator } from '@seriousme/openapi-schema-validator';
import { sessionAccess } from '../../../src/api/sessions/session-access.rules';
import { type Booted, bootCourseway } from '../../support/boot';
import { type ApiDocument, type Case, CaseMaker, type DescribedOperation, operationsOf, randomFrom } from '../../support/generate-cases';
import { makeScorm12Zip } from '../../support/make/course-packages';
import { type Call, callsWith, keyOf, uploadOf } from '../../support/sessions';

const seed = Number(process.env['SEED'] ?? 20_261);
const casesEach = Number(process.env['CASES'] ?? 60);

let courseway: Booted;
let document: ApiDocument;
let key: string;
let call: Call;
const answersOf = new Map<string, ValidateFunction>();

/** An answer may gain fields for others, but the document must know all that are sent today. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]));
  return 'properties' in inside && !('additionalProperties' in inside) ? { ...inside, additionalProperties: false } : inside;
}

beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  document = (await (await fetch(`${courseway.publicUrl}/openapi/sessions.json`)).json()) as ApiDocument;
  key = await keyOf(courseway, { trustedIssuer: { issuer: 'https://idp.example', sharedSecret: 'a shared secret of more than 32 characters' } });
  call = callsWith(courseway, { 'x-api-key': key });
  const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema({ $id: 'doc', components: closed(document.components) as object });
  for (const operation of operationsOf(document))
    for (const [status, response] of Object.entries(operation.responses)) {
      const schema = (response.$ref ? document.components.responses[status] : response)?.content?.['application/json']?.schema;
      if (schema) answersOf.set(`${operation.operationId} ${status}`, ajv.compile(closed(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/'))) as object));
    }
}, 60_000);
afterAll(() => courseway?.close());

/** One of everything; what was deleted meanwhile comes back. */
async function furnish(): Promise<Record<string, unknown[]>> {
  const zip = await makeScorm12Zip();
  await call('POST', '/packages', uploadOf(zip, { package_id: 'golf' }));
  for (const id of ['s-1', 's-2']) await call('POST', '/packages/golf/launch', { user_id: 'anna', session_id: id });
  const { body: hook } = await call<{ id: string }>('POST', '/webhooks', { url: 'http://127.0.0.1:1/', event_type: 'session.completed' });
  const { body: made } = await call<{ id: string }>('POST', '/admin/api-keys', { name: 'k', scopes: ['read'] });
  const { body: session } = await call<{ version: number }>('GET', '/sessions/s-1');
  return {
    packageId: ['golf'], package_id: ['golf'], sessionId: ['s-1', 's-2'], session_id: ['s-1', 'fresh'], webhookId: [hook?.id], keyId: [made?.id], file: [zip], user_id: ['anna'], learner_id: ['anna'], tenant_id: [courseway.applicationId], cursor: [''], uploaded_by: ['x'],
    version: Array.from({ length: 8 }, (_, n) => (session?.version ?? 0) + n), session_time: ['PT5M', '00:05:00'], scaled: [0.5], raw: [50], min: [0], max: [100], secret: ['a secret of mine'], shared_secret: ['a shared secret of more than 32 characters'],
    jwks_uri: ['http://127.0.0.1:1/keys'], return_url: ['https://x.example/'], limit: [2],
  };
}

async function send({ method }: DescribedOperation, one: Case): Promise<Response> {
  const hasBody = one.body !== undefined && method !== 'GET';
  return fetch(`${courseway.publicUrl}/api/v1${one.path}`, { method, redirect: 'manual', headers: { ...one.headers, 'x-api-key': key, ...(hasBody && one.type && { 'content-type': one.type }) }, ...(hasBody && { body: one.body as string }) });
}

/** What is wrong with an answer, or nothing. */
async function faultOf(operation: DescribedOperation, answer: Response): Promise<string> {
  const text = await answer.text();
  if (answer.status >= 500) return `status ${answer.status}: ${text.slice(0, 300)}`;
  if (!Object.hasOwn(operation.responses, String(answer.status))) return `status ${answer.status} is not described: ${text.slice(0, 300)}`;
  const check = answersOf.get(`${operation.operationId} ${answer.status}`);
  if (!check) return text ? `a body that is not described: ${text.slice(0, 300)}` : '';
  return check(JSON.parse(text)) ? '' : `off schema: ${JSON.stringify(check.errors?.slice(0, 3))} in ${text.slice(0, 300)}`;
}

test('the document is valid, and describes what the table of access opens', async () => {
  expect(await new Validator().validate(structuredClone(document) as never)).toMatchObject({ valid: true });
  expect(operationsOf(document).map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`).sort()).toEqual(Object.keys(sessionAccess).sort());
});

test(`answers ${casesEach} generated requests to every operation as the document says`, async () => {
  const harm = ({ method, path }: DescribedOperation) => (method === 'DELETE' ? (path.startsWith('/packages') ? 2 : 1) : 0);
  const faults: string[] = [];
  const neverGood: string[] = [];
  for (const [n, operation] of operationsOf(document).sort((a, b) => harm(a) - harm(b)).entries()) {
    const maker = new CaseMaker(document, randomFrom(seed + n), await furnish());
    const isUpload = operation.requestBody?.content['multipart/form-data'] !== undefined;
    let good = 0;
    for (let at = 0; at < (isUpload ? Math.min(50, casesEach) : casesEach); at++) {
      const one = maker.of(operation, at % 5 < 2);
      const answer = await send(operation, one);
      if (answer.status < 400) good++;
      const fault = await faultOf(operation, answer);
      if (fault) faults.push(`${operation.method} ${one.path} ${typeof one.body === 'string' ? one.body.slice(0, 300) : ''}: ${fault}`);
    }
    if (!good && operation.operationId !== 'launchExternal') neverGood.push(operation.operationId); // its token is not made at random
  }
  expect({ faults: faults.slice(0, 30), count: faults.length, neverGood }).toEqual({ faults: [], count: 0, neverGood: [] });
}, 600_000);

test.each([
  ['half a body', 'PUT', '/sessions/s-1', '{'], ['a deep body', 'PUT', '/sessions/s-1', '['.repeat(5000)], ['a text', 'POST', '/webhooks', '"text"'], ['a wrong user', 'POST', '/packages/golf/launch', '{"user_id": {"a": 1}}'],
  ['an odd element', 'PUT', '/sessions/s-1', '{"version":0,"cmi_data":{"__proto__":"x"}}'], ['a broken address', 'PUT', '/sessions/%zz', '{}'], ['a long address', 'PUT', `/sessions/${'x'.repeat(9000)}`, '{}'],
  ['a null character', 'PUT', '/sessions/a%00b', '{}'], ['no form', 'POST', '/packages', '{}'],
])('%s is refused in the shape of this API', async (_, method, path, body) => {
  const answer = await call<{ error: { code: string; message: string }; code: string }>(method, path, body);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.body).toMatchObject({ error: { code: answer.body.code, message: expect.stringMatching(/\w/) }, code: expect.stringMatching(/^[A-Z_]+$/), reference: expect.any(String) });
});
