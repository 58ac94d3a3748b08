import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { countStatements } from '../../support/count-statements';
import { publishCourse } from '../../support/dispatching';
import { join, pressStart } from '../../support/inviting';
import { progress } from '../../support/posting';
import { TestReceiver } from '../../support/receiver';
import { TestSmtp } from '../../support/smtp';
import { ok, v1Client, type V1Seen } from '../../support/v1';

let smtp: TestSmtp;
let courseway: Booted;
let client: ReturnType<typeof v1Client>;
let other: ReturnType<typeof v1Client>;
const call = (name: string, params: Record<string, string> = {}, post = false) => client.call(`rustici.invitation.${name}`, params, { post });

beforeAll(async () => {
  smtp = await TestSmtp.start();
  courseway = await bootCourseway({ SMTP_URL: smtp.url, MAIL_FROM: 'courses@vendor.example', OUTGOING_ALLOW: '127.0.0.1' });
  client = v1Client(courseway, courseway);
  other = v1Client(courseway, await courseway.otherTenant());
  await publishCourse(courseway, 'course', 'Fire <safety>');
});
afterAll(async () => {
  await courseway?.close();
  await smtp?.down();
});

const usual = { courseid: 'course', public: 'false', send: 'true', creatingUserEmail: 'sender@vendor.example' };
const idOf = ({ xml }: V1Seen) => /^<\?xml version="1\.0" encoding="utf-8"\?><rsp stat="ok">(\w{26})<\/rsp>$/.exec(xml)?.[1] ?? xml;
const create = async (more: Record<string, string>, name = 'createInvitation') => idOf(await call(name, { ...usual, ...more }, true));
const info = async (invitationId: string, detail = 'false') => (await call('getInvitationInfo', { invitationId, detail })).xml;
const status = async (invitationId: string) => (await call('getInvitationStatus', { invitationId })).xml;
const ended = (invitationId: string) => until(() => status(invitationId), (xml) => !xml.includes('running'));
const people = (xml: string) =>
  [...xml.matchAll(/<userInvitation><email><!\[CDATA\[(.*?)\]\]><\/email><url><!\[CDATA\[(.*?)\]\]><\/url><isStarted>(\w+)<\/isStarted>(?:<registrationId\/>|<registrationId><!\[CDATA\[(.*?)\]\]><\/registrationId>)/g)].map(([, email, url, isStarted, registrationId]) => ({ email, url, isStarted, registrationId }));

describe('private', () => {
  test('the answer comes when the mails have gone; the markers are filled; everybody has a link and a registration', async () => {
    const id = await create({ addresses: 'anna@learner.example, bob@learner.example', emailSubject: 'Take [COURSE]', emailBody: '<p>Dear [USER]</p><p>[URL:Go <on>] [NOTE]</p>' });
    for (const address of ['anna@learner.example', 'bob@learner.example']) {
      const [mail] = smtp.to(address);
      expect(mail?.header('subject')).toEqual(['Take Fire <safety>']);
      expect(mail?.text).toContain(`Dear ${address}`);
      expect(mail?.text).toContain('[NOTE]');
    }
    expect(await status(id)).toBe(ok('<status>complete</status>'));
    const xml = await info(id);
    const [anna, bob] = people(xml);
    expect([anna?.email, bob?.email, anna?.isStarted, new Set([anna?.url, bob?.url, anna?.registrationId, bob?.registrationId]).size]).toEqual(['anna@learner.example', 'bob@learner.example', 'false', 4]);
    expect(smtp.to('anna@learner.example')[0]?.text).toContain(anna?.url);
    const unknown = (regid = '') => `<registrationreport format="course" regid="${regid}" instanceid="0"><complete>unknown</complete><success>unknown</success><totaltime>0</totaltime><score>unknown</score></registrationreport>`;
    const person = (one: typeof anna) => `<userInvitation><email><![CDATA[${one?.email}]]></email><url><![CDATA[${one?.url}]]></url><isStarted>false</isStarted><registrationId><![CDATA[${one?.registrationId}]]></registrationId>${unknown(one?.registrationId)}</userInvitation>`;
    expect(xml.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000/, 'DATE')).toBe(
      ok(`<invitationInfo><id><![CDATA[${id}]]></id><body><![CDATA[<p>Dear [USER]</p><p>[URL:Go <on>] [NOTE]</p>]]></body><courseId><![CDATA[course]]></courseId><subject><![CDATA[Take [COURSE]]]></subject><url/><allowLaunch>true</allowLaunch><allowNewRegistrations>true</allowNewRegistrations><public>false</public><created>true</created><createdDate>DATE</createdDate><errors/><userInvitations>${person(anna)}${person(bob)}</userInvitations></invitationInfo>`),
    );
    expect((await pressStart(anna?.url ?? '')).status).toBe(303);
    await progress(courseway, anna?.registrationId ?? '', 0.9, 'COMPLETED');
    const report = (regid = '', rest = '') => `</registrationId><registrationreport format="course" regid="${regid}" instanceid="0">${rest}</registrationreport></userInvitation>`.replace('</registrationId>', `<![CDATA[${regid}]]></registrationId>`);
    const detailed = await info(id, 'True');
    expect(detailed).toContain(`<isStarted>true</isStarted><registrationId>${report(anna?.registrationId, '<complete>complete</complete><success>unknown</success><totaltime>60</totaltime><score>90</score>')}`);
    expect(detailed).toContain(report(bob?.registrationId, '<complete>unknown</complete><success>unknown</success><totaltime>0</totaltime><score>unknown</score>'));
  });

  test('without send nobody is mailed, and the links are there at once', async () => {
    const id = await create({ send: 'false', creatingUserEmail: '', addresses: 'quiet@learner.example' });
    const [quiet] = people(await info(id));
    expect([quiet?.email, (quiet?.registrationId ?? '').length > 0, await status(id)]).toEqual(['quiet@learner.example', true, ok('<status>complete</status>')]);
    expect((await pressStart(quiet?.url ?? '')).status).toBe(303);
    expect(people(await info(id))[0]?.isStarted).toBe('true');
    await create({ addresses: 'loud@learner.example' });
    expect(smtp.to('quiet@learner.example')).toEqual([]);
    const shown = (await (await courseway.api(`/invitations/private/${id}`)).json()) as { sending: string };
    expect(shown.sending).toBe('none');
  });

  test('the asynchronous form answers at once; bad addresses are told', async () => {
    const id = await create({ addresses: 'late@learner.example,no-address,<&"]]>@x' }, 'createInvitationAsync');
    await ended(id);
    const xml = await info(id);
    expect(people(xml).map(({ email }) => email)).toEqual(['late@learner.example']);
    expect(xml).toContain('<errors><error>row 2 [no-address]: the address has no @, so it is not a mail address</error><error>row 3 [&lt;&amp;&quot;]]&gt;@x]: the address is not a mail address such as name@example.com</error></errors>');
    await until(() => smtp.to('late@learner.example').length, (count) => count === 1);
  });

  test('results go where the invitation says, in either spelling', async () => {
    const receiver = await TestReceiver.start();
    try {
      for (const [n, names] of [['postbackurl', 'urlname', 'urlpass'], ['postbackUrl', 'urlName', 'urlPass']].entries()) {
        const [url = '', user = '', pass = ''] = names;
        const id = await create({ send: 'false', addresses: `post${n}@learner.example`, [url]: receiver.url, [user]: 'u', [pass]: 'p', authType: 'form', resultsFormat: 'course' });
        const [one] = people(await info(id));
        await progress(courseway, one?.registrationId ?? '');
        await receiver.until(n + 1);
        expect(Object.fromEntries(new URLSearchParams(receiver.received[n]?.body))).toMatchObject({ username: 'u', password: 'p', data: expect.stringContaining(`<registrationreport format="course" regid="${one?.registrationId}"`) });
      }
    } finally {
      await receiver.stop();
    }
  });
});

describe('public', () => {
  test('one open link with a cap and an end; whoever joins is listed', async () => {
    const id = await create({ public: 'true', send: 'false', creatingUserEmail: '', registrationCap: '1', tags: 'a,b', emailSubject: '<S>' });
    const xml = await info(id);
    const url = /<url><!\[CDATA\[(.*?)\]\]><\/url>/.exec(xml)?.[1] ?? '';
    expect(xml).toContain('<public>true</public><created>true</created>');
    expect(xml).toContain('<subject><![CDATA[<S>]]></subject>');
    expect(await status(id)).toBe(ok('<status>complete</status>'));
    expect((await join(url, 'first@learner.example')).status).toBe(303);
    expect((await join(url, 'second@learner.example')).status).toBeGreaterThanOrEqual(400);
    expect(people(await info(id))).toEqual([expect.objectContaining({ email: 'first@learner.example', isStarted: 'true' })]);
    expect(await (await courseway.api(`/invitations/${id}/tags`)).json()).toEqual({ tags: ['a', 'b'] });
    const over = await create({ public: 'true', expirationdate: '20200102030405' });
    expect((await join(/<url><!\[CDATA\[(.*?)\]\]><\/url>/.exec(await info(over))?.[1] ?? '', 'x@learner.example')).status).toBe(410);
  });

  test('who is named with send is mailed a link of their own, and takes a seat at the start', async () => {
    const id = await create({ public: 'true', addresses: 'named@learner.example' });
    const [named] = people(await info(id));
    expect([named?.email, named?.registrationId]).toEqual(['named@learner.example', undefined]);
    expect(await info(id)).toContain('<registrationId/><registrationreport format="course" regid="" instanceid="0"><complete>unknown</complete>');
    expect(smtp.to('named@learner.example')[0]?.text).toContain(named?.url);
    expect((await pressStart(named?.url ?? '')).status).toBe(303);
    expect(people(await info(id, 'true'))[0]).toMatchObject({ isStarted: 'true', registrationId: expect.any(String) });
    const open = /<url><!\[CDATA\[(http.*?)\]\]><\/url><allowLaunch>/.exec(await info(id))?.[1] ?? '';
    expect((await join(open, 'anybody@learner.example')).status).toBe(303);
  });

  test('status: nobody launches, nobody joins, another end', async () => {
    const id = await create({ public: 'true', send: 'false' });
    const url = /<url><!\[CDATA\[(.*?)\]\]><\/url>/.exec(await info(id))?.[1] ?? '';
    const set = async (more: Record<string, string>) => (await call('changeStatus', { invitationId: id, ...more })).xml;
    expect(await set({ enable: 'True', open: 'False' })).toBe(ok('<success/>'));
    expect(await info(id)).toContain('<allowLaunch>true</allowLaunch><allowNewRegistrations>false</allowNewRegistrations>');
    expect((await join(url, 'closed@learner.example')).status).toBeGreaterThanOrEqual(400);
    await set({ enable: 'false' });
    expect(await info(id)).toContain('<allowLaunch>false</allowLaunch><allowNewRegistrations>false</allowNewRegistrations>');
    await set({ enable: 'true', open: 'true', expirationdate: '20200102030405' });
    expect((await join(url, 'late@learner.example')).status).toBe(410);
    expect(((await (await courseway.api(`/invitations/public/${id}`)).json()) as { expirationDate: string }).expirationDate).toBe('2020-01-02T03:04:05.000Z');
    const private_ = await create({ send: 'false', addresses: 'off@learner.example' });
    expect((await call('changeStatus', { invitationId: private_, enable: 'false' })).xml).toBe(ok('<success/>'));
    expect((await pressStart(people(await info(private_))[0]?.url ?? '')).status).toBeGreaterThanOrEqual(400);
  });
});

describe('lists', () => {
  const list = async (params: Record<string, string> = {}) => [...(await call('getInvitationList', params)).xml.matchAll(/<id><!\[CDATA\[(\w+)\]\]><\/id>/g)].map((match) => match[1]);

  test('by id and course; the same statements for one as for many', async () => {
    await publishCourse(courseway, 'other', 'Other');
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.push(await create({ public: 'true', send: 'false', courseid: 'other', emailSubject: `Subject ${n}` }));
    expect(await list({ coursefilter: 'oth.*' })).toEqual(ids);
    expect(await list({ filter: ids[1] ?? '' })).toEqual([ids[1]]);
    expect(await list({ filter: `${ids[0]}|${ids[2]}` })).toEqual([ids[0], ids[2]]);
    expect([await list({ filter: (ids[0] ?? '').slice(0, 9) }), await list({ filter: 'Subject 1' })]).toEqual([[], []]);
    expect((await call('getInvitationList', { filter: ids[0] ?? '' })).xml).toMatch(/<invitationlist><invitationInfo><id>.*<errors\/><userInvitations\/><\/invitationInfo><\/invitationlist><\/rsp>$/);
    expect((await call('getInvitationList', { filter: '[' })).code).toBe('205');
    expect((await other.call('rustici.invitation.getInvitationList')).xml).toBe(ok('<invitationlist></invitationlist>'));
    expect(await countStatements(courseway, () => list())).toBe(await countStatements(courseway, () => list({ filter: ids[0] ?? '' })));
  });

  test('all of them, and all people of one, however many', async () => {
    const many = await create({ send: 'false', addresses: Array.from({ length: 130 }, (_, n) => `many${n}@learner.example`).join(',') });
    expect(new Set(people(await info(many, 'true')).map(({ registrationId }) => registrationId)).size).toBe(130);
    const before = (await list()).length;
    await Promise.all(Array.from({ length: 105 }, () => create({ public: 'true', send: 'false' }, 'createInvitationAsync')));
    expect(new Set(await list()).size).toBe(before + 105);
  });
});

test('every refusal has its number', async () => {
  const cases: [string, Record<string, string>][] = [
    ['1', { courseid: 'none' }], ['203', { courseid: '' }], ['203', { public: '' }], ['205', { public: 'perhaps' }], ['203', { addresses: '' }], ['203', { creatingUserEmail: '' }], ['205', { creatingUserEmail: 'nobody' }],
    ['205', { addresses: 'no-address, nor-this' }], ['205', { expirationdate: 'tomorrow' }], ['205', { emailSubject: 'x'.repeat(1001) }], ['205', { public: 'true', registrationCap: '-1' }], ['205', { public: 'true', registrationCap: '2147483648' }],
    ['205', { postbackUrl: 'file:///etc/passwd' }], ['205', { tags: 'x'.repeat(256) }],
  ];
  for (const [code, more] of cases) expect([more, (await call('createInvitation', { ...usual, addresses: 'a@learner.example', ...more }, true)).code]).toEqual([more, code]);
  const id = await create({ public: 'true', send: 'false' });
  for (const [name, more] of [['getInvitationStatus', {}], ['getInvitationInfo', {}], ['changeStatus', { enable: 'true' }]] as const) {
    const method = `rustici.invitation.${name}`;
    expect([name, (await call(name, { invitationId: '<&"]]>', ...more })).code, (await other.call(method, { invitationId: id, ...more })).code, (await call(name, more)).code]).toEqual([name, '1', '1', '203']);
  }
  expect((await call('changeStatus', { invitationId: id })).code).toBe('203');
  expect((await call('getInvitationInfo', { invitationId: '<&"]]>' })).xml).toBe('<?xml version="1.0" encoding="utf-8"?><rsp stat="fail"><err code="1" msg="Could not find invitation [&lt;&amp;&quot;]]&gt;]"/></rsp>');
});
