import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { type Booted, bootCourseway } from '../../support/boot';
import { importCourse } from '../../support/courses';
import { download, launch, makeDispatch } from '../../support/dispatching';
import { type ApiDocument, type Case, CaseMaker, type DescribedOperation, operationsOf, randomFrom } from '../../support/generate-cases';
import { endOfSending, invite, join, openInvitation, recipientsOf } from '../../support/inviting';
import { makeScorm12Zip } from '../../support/make/course-packages';
import { Lti13Tickets } from '../../../src/dispatch/lti/lti13-tickets';
import { TestReceiver } from '../../support/receiver';
import { progress, untilPostback } from '../../support/posting';

const seed = Number(process.env['SEED'] ?? 20_261);
/** Whether an answer is on schema hardly depends on the database: a server of one's own gets fewer. */
const casesEach = Number(process.env['CASES'] ?? (process.env['DATABASE_URL'] ? 80 : 200));

let courseway: Booted;
let document: ApiDocument;
let known: Record<string, unknown[]>;
/** What some operations need to get anywhere. */
let knownOf: Record<string, Record<string, unknown[]>>;
let receiver: TestReceiver;
const answersOf = new Map<string, ValidateFunction>();

/** An answer may gain fields for others, but the document must know all that are sent today. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]));
  return 'properties' in inside && !('additionalProperties' in inside) ? { ...inside, additionalProperties: false } : inside;
}

async function must(answer: Response): Promise<Response> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}

/** One of everything, so that what is asked for is there. */
async function furnish(): Promise<void> {
  const post = async (path: string, body: object) => (await must(await courseway.api(path, { method: 'POST', body }))).text();
  const zip = await makeScorm12Zip();
  for (const id of ['golf', 'spare']) await importCourse(courseway, id, zip);
  const made = await makeDispatch(courseway);
  const zip12 = await download(courseway, made.id);
  const { ref } = await launch(courseway, zip12, { id: 'anna' });
  for (const id of ['berta', 'carla']) await launch(courseway, zip12, { id });
  const idsOf = async (what: 'seats' | 'keys') => ((await (await courseway.api(`/dispatch/dispatches/${made.id}/${what}`)).json()) as Record<string, { id: string }[]>)[what]?.map(({ id }) => id) ?? [];
  const learner = { id: 'anna', firstName: 'Anna', lastName: 'Lee', email: 'anna@x.example' };
  for (const id of ['reg-1', 'reg-2']) await post('/registrations', { courseId: 'golf', registrationId: id, learner, postBack: { url: 'http://127.0.0.1:1/' } });
  await post('/registrations/reg-1/instances', {});
  await progress(courseway, 'reg-1');
  await untilPostback(courseway, 'reg-1', ({ attemptCount }) => attemptCount > 0);
  const invited = await invite(courseway, 'golf', ['a@x.example', 'b@x.example']);
  await endOfSending(courseway, invited);
  const open = await openInvitation(courseway, 'golf');
  await join(open.url, 'joiner@x.example');
  const management = { headers: { authorization: `Basic ${Buffer.from('MANAGEMENT:test-secret-of-management').toString('base64')}` } };
  const { id: application } = (await (await must(await courseway.api('/appManagement/applications', { ...management, method: 'POST', body: { name: 'Child' } }))).json()) as { id: string };
  const { id: credential } = (await (await must(await courseway.api(`/appManagement/${application}/credentials`, { ...management, method: 'POST', body: { name: 'Key' } }))).json()) as { id: string };
  const { result: xapi } = JSON.parse(await post('/xapi/credentials', { name: 'n', secret: 's', isEnabled: true, auth: { xapiCredentialAuthType: 'BASICAUTH' }, permissionsLevel: { xapiCredentialPermissionsLevel: 'USER' } })) as { result: string };
  const { result: pipe } = JSON.parse(await post('/xapi/statementPipes', { source: { url: 'https://x.example/' }, target: { url: 'https://y.example/' } })) as { result: string };
  const { postbacks = [] } = (await (await courseway.api('/postbacks')).json()) as { postbacks?: { id: string }[] };
  const { result: job } = (await (await courseway.api('/courses/importJobs?courseId=other', { method: 'POST', body: { url: 'http://127.0.0.1:1/a.zip' } })).json()) as { result: string };
  const { queryString } = (await (await courseway.api('/reporting/reportageAuth?navPermission=FREENAV&admin=true')).json()) as { queryString: string };
  await courseway.api('/postbacks/events', { method: 'PUT', body: { url: receiver.url } });
  const recipientId = (await recipientsOf(courseway, invited))[0]?.recipientId;
  known = {
    reference: [ref], state: ['confirmed', 'unconfirmed,never'],
    courseId: ['golf', made.courseId, 'fresh'], versionId: [0], instanceId: [0, 1], registrationId: ['reg-1', 'reg-2', 'fresh'], learnerId: ['anna'], destinationId: [made.destinationId], dispatchId: [made.id], seatId: await idsOf('seats'), keyId: await idsOf('keys'), invitationId: [invited, open.id], recipientId: [recipientId],
    address: ['m@n.example'], childAppId: [application], credentialId: [credential], xapiCredentialId: [xapi], statementPipeId: [pipe], postbackId: postbacks.map(({ id }) => id), importJobId: [job], settingId: ['PlayerTimeLimit', 'PlayerLaunchType'],
    id: ['fresh-1', 'fresh-2', 'anna'], email: ['e@x.example'], creatingUserEmail: ['e@x.example'], url: ['http://127.0.0.1:1/file.zip'], fetchUrl: [`${courseway.publicUrl}/docs`], postbackUrl: ['http://127.0.0.1:1/'], contentType: ['application/zip', 'application/pdf'],
    expirationDate: ['2031-01-01', 'none'], sendDate: ['2031-01-01'], startDate: ['2021-01-01', 'none'], opensDate: ['2031-01-01'], dueDate: ['2031-02-01'], since: ['2020-01-01', '2020-01-01T00:00:00Z'], until: ['2040-01-01T00:00:00Z'], expiry: [60, new Date(Date.now() + 3_600_000).toISOString()], userEmail: ['e@x.example'], scope: ['read'], expiration: [300],
    relativePath: ['index.html', 'imsmanifest.xml'], destination: ['extra/file.txt'], file: [zip], contentMetadata: ['{"title":"T"}'], revision: [0], more: [''], learningStandard: ['SCORM12'], singleSco: ['true'], timeZone: ['Europe/Berlin'], culture: ['de'], subject: ['Welcome'], body: ['Hello [URL]'],
    allowedDomain: ['x.example'], uploadedContentType: ['application/zip'], firstAccessDate: ['2024-01-01T00:00:00Z'], lastAccessDate: ['2024-01-02T00:00:00Z'], completedDate: ['2024-01-02T00:00:00Z'], contentLanguage: ['en', 'de-AT'], locale: ['de'],
    auth: [queryString], reportUrl: [`${courseway.publicUrl}/reports`], type: ['course.imported', 'SCORM_12'], platformIssuerIdentifier: ['https://lms.example'], applicationName: ['x'], scopes: ['read'],
  };
  const [toPrivate, toPublic, extra] = [{ invitationId: [invited] }, { invitationId: [open.id] }, { courseId: ['spare'], relativePath: ['extra/file.txt'] }];
  knownOf = {
    testRegistrationPostback: { url: [receiver.url] }, deleteCourseAsset: extra, deleteCourseVersionAsset: extra, deleteCourseVersion: { courseId: ['golf'] },
    ...Object.fromEntries(['getPrivateInvitation', 'updatePrivateInvitation', 'getPrivateInvitationJobStatus', 'getPrivateUserInvitations', 'addRecipients', 'updateRecipient', 'resendInvitation'].map((id) => [id, toPrivate])),
    ...Object.fromEntries(['getPublicInvitation', 'updatePublicInvitation', 'getPublicUserInvitations'].map((id) => [id, toPublic])),
  };
}

beforeAll(async () => {
  receiver = await TestReceiver.start();
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  document = (await (await fetch(`${courseway.publicUrl}/openapi/v2.json`)).json()) as ApiDocument;
  const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema({ $id: 'doc', components: closed(document.components) as object });
  for (const operation of operationsOf(document)) {
    for (const [status, response] of Object.entries(operation.responses)) {
      const schema = (response.$ref ? document.components.responses[status] : response)?.content?.['application/json']?.schema;
      if (schema) answersOf.set(`${operation.operationId} ${status}`, ajv.compile(closed(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/'))) as object));
    }
  }
  await furnish();
}, 120_000);
afterAll(async () => {
  await courseway?.close();
  await receiver?.stop();
});

const isManagement = ({ path }: DescribedOperation) => /^\/appManagement\/(?!token|configuration)/.test(path);

async function send(operation: DescribedOperation, one: Case): Promise<Response> {
  const authorization = `Basic ${Buffer.from(isManagement(operation) ? 'MANAGEMENT:test-secret-of-management' : `${courseway.applicationId}:${courseway.secret}`).toString('base64')}`;
  const hasBody = one.body !== undefined && operation.method !== 'GET' && operation.method !== 'HEAD';
  return fetch(`${courseway.publicUrl}/api/v2${one.path}`, { method: operation.method, redirect: 'manual', headers: { ...one.headers, authorization, ...(hasBody && one.type && { 'content-type': one.type }) }, ...(hasBody && { body: one.body as string }) });
}

/** What is wrong with an answer, or nothing. */
async function faultOf(operation: DescribedOperation, answer: Response): Promise<string> {
  const { status } = answer;
  const text = answer.headers.get('content-type')?.startsWith('application/json') ? await answer.text() : '';
  if (!answer.bodyUsed) await answer.arrayBuffer();
  if (status >= 500 && status !== 501) return `status ${status}: ${text.slice(0, 300)}`;
  if (!Object.hasOwn(operation.responses, String(status))) return `status ${status} is not described: ${text.slice(0, 300)}`;
  const check = answersOf.get(`${operation.operationId} ${status}`);
  if (!check || operation.method === 'HEAD') return '';
  try {
    return check(JSON.parse(text)) ? '' : `off schema: ${JSON.stringify(check.errors?.slice(0, 3))} in ${text.slice(0, 300)}`;
  } catch {
    return `no JSON: ${text.slice(0, 300)}`;
  }
}

/** What takes things away comes last, and what takes most away last of all. */
const harm = ({ method, operationId, path }: DescribedOperation): number => {
  if (operationId === 'updateRecipient') return 1;
  if (operationId === 'deleteAllLearnerData') return 3;
  if (method !== 'DELETE') return 0;
  if (/(tags|postback|registrationCount|progress|globalData|asset|configuration\/\{settingId\})$/.test(path) || path.startsWith('/invitations')) return 1;
  if (path.startsWith('/courses')) return path.endsWith('/versions/{versionId}') ? 4 : 5;
  return path.endsWith('/applications/{childAppId}') ? 3 : 2;
};

/** Brings back what an operation before may have deleted. */
async function refurnish(): Promise<void> {
  const form = new FormData();
  form.append('destination', 'extra/file.txt');
  form.append('file', new Blob(['text']), 'file.txt');
  await courseway.api('/courses/spare/asset/upload', { method: 'POST', body: form });
  const [courseId, destinationId, id] = [known['courseId']?.[0], known['destinationId']?.[0], known['dispatchId']?.[0]];
  await courseway.api(`/dispatch/destinations/${String(destinationId)}`, { method: 'PUT', body: { name: 'Destination' } });
  await courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id, data: { destinationId, courseId } }] } });
  for (const registrationId of ['reg-1', 'reg-2']) await courseway.api('/registrations', { method: 'POST', body: { courseId, registrationId, learner: { id: 'anna' } } });
}

test(`answers ${casesEach} generated requests to every operation as the document says`, async () => {
  const operations = operationsOf(document).sort((a, b) => harm(a) - harm(b));
  const faults: string[] = [];
  const neverGood: string[] = [];
  for (const [i, operation] of operations.entries()) {
    const maker = new CaseMaker(document, randomFrom(seed + i), { ...known, ...knownOf[operation.operationId] });
    const statuses = new Map<number, string>();
    if (harm(operation)) await refurnish();
    const [dispatchId] = known['dispatchId'] ?? [];
    const launch = new URL(courseway.get(Lti13Tickets).addressOf(String(dispatchId), `${courseway.contentUrl}/play/x`)); // good for a minute
    knownOf['getLti13DispatchLaunch'] = { jwt: [launch.searchParams.get('jwt')] };
    for (let at = 0; at < casesEach; at++) {
      const one = maker.of(operation, at % 5 < 2);
      const answer = await send(operation, one);
      const hint = `${operation.method} ${one.path} ${typeof one.body === 'string' ? one.body.slice(0, 300) : ''}`;
      const copy = answer.clone();
      const fault = await faultOf(operation, answer);
      if (fault) faults.push(`${hint}: ${fault}`);
      if (one.isGood && !statuses.has(answer.status)) statuses.set(answer.status, `${hint} ${answer.status >= 400 ? (await copy.text()).slice(0, 200) : ''}`);
      else await copy.body?.cancel();
    }
    if (![...statuses.keys()].some((status) => status < 400 || status === 501)) neverGood.push(`${operation.operationId}: ${[...statuses].join(' | ')}`);
  }
  expect({ faults: faults.slice(0, 40), count: faults.length }).toEqual({ faults: [], count: 0 });
  expect(neverGood).toEqual([]);
}, 900_000);

test('takes every word that the document lists for a parameter', async () => {
  const refused: string[] = [];
  for (const operation of operationsOf(document).filter(({ method }) => method === 'GET')) {
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(known[name]?.[0] ?? 'nothing-here')));
    for (const { name, schema } of operation.parameters.filter((one) => one.in === 'query'))
      for (const word of (schema['enum'] as string[] | undefined) ?? []) {
        const answer = await send(operation, { path: `${path}?${name}=${word}`, headers: {}, isGood: true });
        if (answer.status === 400) refused.push(`${operation.operationId} ${name}=${word}: ${await answer.text()}`);
        else await answer.body?.cancel();
      }
  }
  expect(refused).toEqual([]);
}, 60_000);
