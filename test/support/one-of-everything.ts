import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import type { ApiInit, Booted } from './boot';
import { endOfImport } from './courses';
import { download, launch, makeDispatch } from './dispatching';
import { endOfSending, invite, openInvitation, recipientsOf } from './inviting';
import { makeScorm12Zip } from './make/course-packages';
import type { Route } from './routes';

/** The ids of what a tenant has, by the names of the parameters in routes, and what its calls refer to. */
export type Values = Record<string, string>;

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
export const managementAuthorization = basic('MANAGEMENT', 'test-secret-of-management');
export const named = ({ method, path }: Route) => `${method} ${path}`;
/** Zoomi and content connectors are answered with 501. */
export const isUnoffered = ({ path }: Route) => /^\/(zoomi|contentConnectors)/.test(path);
/** Opened by what its address holds, not by credentials: the last step of a launch by LTI 1.3, which is tested where the launch is. */
export const isPublic = (route: Route) => named(route) === 'GET /dispatch/dispatches/:dispatchId/launches';
export const needsManagement = ({ path }: Route) => /^\/appManagement\/(?!token|configuration)/.test(path);

const credential = { name: 'n', info: 'i', secret: 's', isEnabled: true, auth: { xapiCredentialAuthType: 'BASICAUTH' }, permissionsLevel: { xapiCredentialPermissionsLevel: 'USER' } };
const endpoint = (url: string) => ({ url, userName: 'u', password: 'p' });

/** One of everything the v2 API has ids for, in the first tenant of `courseway`; good bodies fetch from and post to `origin`. */
export async function makeOneOfEverything(courseway: Booted, origin = 'http://127.0.0.1:1'): Promise<Values> {
  const ask = async (path: string, init?: ApiInit) => {
    const answer = await courseway.api(path, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : {}) as Values;
  };
  const form = new FormData();
  form.append('file', new Blob([await makeScorm12Zip()]), 'c.zip');
  let importJobId = '';
  for (const _version of [0, 1]) {
    importJobId = (await ask('/courses/importJobs/upload?courseId=imported&mayCreateNewVersion=true', { method: 'POST', body: form }))['result'] ?? '';
    await endOfImport(courseway, importJobId);
  }
  const made = await makeDispatch(courseway, { tags: ['mine'] });
  await launch(courseway, await download(courseway, made.id), { id: 'seated' });
  const listOf = async (what: 'seats' | 'keys') => ((await ask(`/dispatch/dispatches/${made.id}/${what}`)) as unknown as Record<string, Values[]>)[what]?.[0]?.['id'] ?? '';
  for (const registrationId of ['registered', 'registered too']) await ask('/registrations', { method: 'POST', body: { courseId: 'imported', registrationId, learner: { id: 'anna' }, registrationTags: ['mine'] } });
  const publicId = (await openInvitation(courseway, 'imported')).id;
  const privateId = await invite(courseway, 'imported', ['invited@x.example']);
  await endOfSending(courseway, privateId);
  const unit = courseway.get(UnitOfWork);
  await unit.run(() => unit.execute(`INSERT INTO postbacks (postback_key, application_id, registration_key, registration_id, instance_key, instance, kind, state, host, due_at, attempts, tries, created_at) VALUES ('told', ?, '', 'registered', '', 0, 'registration.progressed', 'failed', 'x.example', 1, 12, 12, 1)`, [courseway.applicationId]));
  await ask('/invitations/suppressions/a%40x.example', { method: 'PUT', body: {} });
  await ask('/postbacks/events', { method: 'PUT', body: { url: 'https://x.example/events' } });
  const management = { method: 'POST', headers: { authorization: managementAuthorization } };
  const childAppId = (await ask('/appManagement/applications', { ...management, body: { name: 'Child' } }))['id'] ?? '';
  const { d } = await download(courseway, made.id);
  const { ref } = await launch(courseway, { d, k: 'of another zip' });
  const report = (await ask('/reporting/reportageAuth?navPermission=FREENAV&admin=true'))['queryString'] ?? '';
  return {
    reference: ref, report, publicUrl: courseway.publicUrl, origin, courseId: 'imported', versionId: '0', instanceId: '0', registrationId: 'registered', learnerId: 'anna', dispatchId: made.id, destinationId: made.destinationId, dispatchedCourseId: made.courseId, seatId: await listOf('seats'), keyId: await listOf('keys'), importJobId, publicId, privateId,
    address: 'a@x.example', settingId: 'PlayerScoLaunchType', postbackId: 'msg_told', recipientId: (await recipientsOf(courseway, privateId))[0]?.recipientId ?? '', childAppId,
    credentialId: (await ask(`/appManagement/${childAppId}/credentials`, { ...management, body: { name: 'Key' } }))['id'] ?? '',
    xapiCredentialId: (await ask('/xapi/credentials', { method: 'POST', body: credential }))['result'] ?? '',
    statementPipeId: (await ask('/xapi/statementPipes', { method: 'POST', body: { target: endpoint('https://lrs.example/') } }))['result'] ?? '',
  };
}

/** What the parameters of a route stand for. */
const idsFor = ({ path }: Route, values: Values): Values => ({ ...values, invitationId: values[path.startsWith('/invitations/private') ? 'privateId' : 'publicId'] ?? '' });

const query = (route: Route, values: Values): string => {
  if (route.path === '/reporting/reportageAuth') return 'navPermission=FREENAV&admin=true';
  if (route.path === '/reporting/reportageLink') return `auth=${encodeURIComponent(values['report'] ?? '')}&reportUrl=${encodeURIComponent(`${values['publicUrl']}/reports`)}`;
  if (/\/asset$/.test(route.path) && route.method !== 'POST') return 'relativePath=sco.js';
  if (/importJobs(\/\w+)?$/.test(route.path) && route.method === 'POST') return 'courseId=fetched&mayCreateNewVersion=true';
  if (route.path === '/dispatch/dispatches' && route.method !== 'GET' && route.method !== 'POST') return 'tags=nobody-has-it';
  return named(route) === 'POST /learner/:learnerId/delete-information' ? 'userEmail=owner%40vendor.example' : '';
};

/** The path of a route below /api/v2 with the query it needs; an id that `values` does not have is one that is not there. */
export function goodPath(route: Route, values: Values): string {
  const ids = idsFor(route, values);
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(ids[name] ?? (name === 'versionId' || name === 'instanceId' ? '0' : 'nothing-here')));
  const asked = query(route, values);
  return asked ? `${path}?${asked}` : path;
}

const settings = { settings: [{ settingId: 'PlayerScoLaunchType', value: 'NEW_WINDOW', explicit: true }] };
const earlier = {
  registrationCompletion: 'INCOMPLETE', registrationSuccess: 'UNKNOWN', score: { scaled: 50 }, totalSecondsTracked: 90, firstAccessDate: '2020-01-01T00:00:00Z', suspendedActivityId: 'ITEM-1',
  activityDetails: {
    id: 'root', children: [{
      id: 'ITEM-1', attempts: 1, activityCompletion: 'INCOMPLETE', activitySuccess: 'UNKNOWN', score: { scaled: 50 }, timeTracked: '0000:01:00',
      runtime: {
        completionStatus: 'incomplete', exit: 'suspend', location: 'p', scoreRaw: '5', totalTime: '0000:01:00', suspendData: 's', learnerComments: [{ value: 'v', location: 'l', dateTime: 'd' }],
        runtimeInteractions: [{ id: 'i', type: 'CHOICE', objectives: ['o'], timestamp: '10:00:00', correctResponses: ['a'], weighting: '1', learnerResponse: 'a', result: 'correct', latency: '0000:00:01' }],
        runtimeObjectives: [{ id: 'o', scoreRaw: '1', runtimeObjectiveSuccessStatus: 'PASSED', runtimeObjectiveCompletionStatus: 'COMPLETED' }],
      },
    }],
  },
};
const metadata = { title: 't', description: 'd', contentLanguage: 'en', estimatedDuration: 60 };
const postBack = { url: 'https://x.test/', authType: 'FORM', userName: 'u', password: 'p', resultsFormat: 'FULL', legacy: false };
const launchAuth = { type: 'vault', options: { ipAddress: true, fingerprint: false, expiry: 1, slidingExpiry: 1 } };

/** Bodies with every field that an operation reads; `n` makes what must be new. */
const bodies = (v: Values, n: string | number): Record<string, object> => ({
  'POST /oauth/authenticate/application/token': { scope: 'read', expiration: 300 },
  'POST /appManagement/token': { permissions: { scopes: ['read'], applicationName: 'x' }, expiry: new Date(Date.now() + 3_600_000).toISOString() },
  'POST /appManagement/applications': { name: 'n' },
  'PUT /appManagement/applications/:childAppId': { name: 'n', allowDelete: true },
  'POST /appManagement/:childAppId/credentials': { name: 'n', active: true },
  'PUT /appManagement/:childAppId/credentials/:credentialId': { name: 'n', active: true },
  'PUT /registrations/:registrationId/resultOverride': { registrationSuccess: 'PASSED', reason: 'Taken on paper' },
  'PUT /courses/:courseId/title': { title: 'A title' },
  'POST /courses/importJobs': { url: `${v['origin']}/course.mp3`, contentType: 'audio/mpeg', mediaFileMetadata: metadata },
  'POST /courses/importJobs/noUpload': { mediaFileReferenceRequest: { url: 'https://x.test/film.mp4', contentType: 'video/mp4', mediaFileMetadata: metadata } },
  'PUT /courses/tags': { ids: [v['courseId']], tags: ['y'] },
  'POST /courses/:courseId/preview': { redirectOnExitUrl: 'closer', expiry: 60, startSco: 'ITEM-1', culture: 'de', cssUrl: 'https://x.test/s.css' },
  'POST /courses/:courseId/asset': { fetchUrl: `${v['origin']}/a.png`, destination: 'img/a.png' },
  'POST /courses/:courseId/asset/rollback': { revision: 0 },
  'POST /dispatch/destinations': { destinations: [{ id: `d${n}`, data: { name: 'Name', tags: ['a'], email: 'a@b.test', notes: 'n', launchAuth, settings: { launchMode: 'frame', allowedOrigins: [] }, preset: 'moodle' } }] },
  'PUT /dispatch/destinations/:destinationId': { name: 'Name', tags: ['a'], notes: 'n', launchAuth, settings: { language: 'de', newPerKeyHour: 1 }, registrationCap: 100, learnerCap: 90, accessDays: 10, warnAt: [50], startDate: 'none', expirationDate: '2040-01-01' },
  'PUT /dispatch/destinations/tags': { ids: [v['destinationId']], tags: ['y'] },
  'POST /dispatch/dispatches': { dispatches: [{ id: `x${n}`, data: { destinationId: v['destinationId'], courseId: v['courseId'], registrationCap: 1, expirationDate: '2040-01-01', postBack, tags: ['t'], notes: 'n', enabled: true, instanced: true } }] },
  'PUT /dispatch/dispatches/:dispatchId': { registrationCap: 3, learnerCap: 2, accessDays: 30, warnAt: [80, 100], startDate: '2026-01-01', expirationDate: 'none', notes: 'n', allowNewRegistrations: true, registrationCount: 1, postBack },
  'PUT /dispatch/dispatches/tags': { ids: [v['dispatchId']], tags: ['y'] },
  'POST /dispatch/dispatches/:dispatchId/seats/:seatId/void': { reason: 'by mistake' },
  'POST /dispatch/dispatches/:dispatchId/seats/:seatId/refund': { reason: 'by mistake' },
  'PUT /dispatch/dispatches/:dispatchId/versionPolicy': { mode: 'share', version: 0, newestPercent: 10 },
  'POST /dispatch/dispatches/:dispatchId/keys/rotate': { graceHours: 24 },
  'PUT /dispatch/dispatches': { notes: 'n', registrationCap: 1 },
  'PUT /registrations/tags': { ids: [v['registrationId']], tags: ['y'] },
  'PUT /learner/tags': { ids: [v['learnerId']], tags: ['y'] },
  'POST /learner/:learnerId/updateInfo': { id: v['learnerId'], firstName: 'F', lastName: 'L', email: 'e@x.test' },
  'POST /registrations': {
    courseId: v['courseId'], registrationId: `r${n}`, learner: { id: 'l', firstName: 'F', lastName: 'L', email: 'e@x.test' }, xapiRegistrationId: 'd5e1bd0c-9d4b-4f3e-8a53-0f5e0d9a2a11', postBack, registrationTags: ['t'], learnerTags: ['t'],
    courseTags: ['t'], initialSettings: settings, initialRegistrationState: earlier,
  },
  'POST /registrations/postBackTest': { ...postBack, url: `${v['origin']}/` },
  'POST /registrations/:registrationId/launchLink': {
    redirectOnExitUrl: 'closer', expiry: 60, tracking: true, startSco: 'ITEM-1', culture: 'de', cssUrl: 'https://x.test/s.css', learnerTags: ['t'], courseTags: ['t'], registrationTags: ['t'], additionalvalues: [{ item: 'i', value: 'v' }], launchAuth,
  },
  'POST /registrations/:registrationId/instances': { initialRegistrationState: earlier, courseVersion: 0 },
  'POST /invitations/private': {
    courseId: v['courseId'], creatingUserEmail: 'a@b.example', invitationEmail: { subject: 's', body: 'b [URL]', addresses: ['c@d.example'] }, expirationDate: '2040-01-01', tags: ['t'],
    duplicateRegistrationOption: 'FAIL', recipients: [{ email: 'e@f.example', firstName: 'F', lastName: 'L', locale: 'de', fields: { team: 'x' }, registrationId: v['registrationId'] }], sendDate: '2039-01-01', dueDate: '2039-01-02',
    timeZone: 'UTC', reminders: [-1], registrationCap: 4, consumeSeat: 'launch', locale: 'en', postBack,
  },
  'PUT /invitations/private/:invitationId': { allowLaunch: true, invitationEmail: { subject: 's', addresses: ['g@h.example'] }, expirationDate: 'none', sending: 'paused', dueDate: '2039-01-01' },
  'POST /invitations/public': { courseId: v['courseId'], creatingUserEmail: 'a@b.example', registrationCap: 2, expirationDate: '2040-01-01', asksCode: true, allowedDomains: ['x.example'], opensDate: '2039-01-01', postBack, tags: ['t'] },
  'PUT /invitations/public/:invitationId': { allowLaunch: true, allowNewRegistrations: false, registrationCap: 1, expirationDate: 'none', asksCode: false },
  'POST /invitations/private/:invitationId/recipients': { recipients: [{ email: 'i@j.example' }] },
  'PUT /invitations/private/:invitationId/recipients/:recipientId': { email: 'k@l.example', firstName: 'F', revoked: false },
  'PUT /invitations/suppressions/:address': { scope: 'reminders', reason: 'x' },
  'PUT /invitations/tags': { ids: [v['privateId'], v['publicId']], tags: ['y'] },
  'POST /postbacks/replay': { state: 'failed', registrationId: 'registered', since: '2030-01-01', until: '2030-01-02' },
  'PUT /postbacks/events': { url: 'https://x.example/events', types: ['course.imported'] },
  'POST /xapi/credentials': credential,
  'PUT /xapi/credentials/:xapiCredentialId': { ...credential, auth: { xapiCredentialAuthType: 'OAUTH' }, permissionsLevel: { xapiCredentialPermissionsLevel: 'ROOT' } },
  'POST /xapi/statementPipes': { source: endpoint('https://x.test/'), target: endpoint('https://y.test/') },
  'PUT /xapi/statementPipes/:statementPipeId': { source: endpoint('https://x.test/'), target: endpoint('https://y.test/') },
});

/** The JSON that a route is to be sent; nothing for routes that read none, and for uploads. */
export function goodBody(route: Route, values: Values, n: string | number = 1): object | undefined {
  const { method, path } = route;
  if (method === 'GET' || method === 'HEAD' || /upload$/.test(path)) return undefined;
  const ofVersion = path.replace('/versions/:versionId', '');
  const found = bodies(values, n)[named(route)] ?? bodies(values, n)[`${method} ${ofVersion}`];
  if (found) return found;
  if (/tags$/.test(path)) return { tags: ['a'] };
  if (/configuration$/.test(path)) return settings;
  return /(enabled|hashUserInfo|registrationInstancing)$/.test(path) ? { enabled: true } : undefined;
}

/** The form that an upload is to be sent. */
export function goodForm({ path }: Route): FormData | undefined {
  if (!/upload$/.test(path)) return undefined;
  const form = new FormData();
  const parts: Values = path.includes('importJobs') ? { contentMetadata: JSON.stringify(metadata) } : { destination: 'img/b.png' };
  form.append('file', new Blob(['some bytes']), 'a.png');
  for (const [name, value] of Object.entries(parts)) form.append(name, value);
  return form;
}
