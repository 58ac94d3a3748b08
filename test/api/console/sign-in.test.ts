import { FirstAdministratorLink } from '../../../src/administrators/first-administrator-link';
import { totpCode, totpStepAt } from '../../../src/administrators/totp.rules';
import { Clock } from '../../../src/platform/clock';
import { type Booted, bootCourseway } from '../../support/boot';
import { Browsing, firstOwner, goodPassword, invited } from '../../support/consoling';
import { hour, moveClock } from '../../support/dispatching';

let courseway: Booted;
let owner: Browsing;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway.close());

const tokenOf = (link: string | undefined) => link?.split('/').at(-1) ?? '';
const person = { email: 'olga@acme.example', name: 'Olga Owner', password: goodPassword };

describe('the first administrator', () => {
  test('nobody signed in is told that there is no administrator yet', async () => {
    const { status, body } = await new Browsing(courseway).console('/session');
    expect([status, body['code'], body['firstAdministrator']]).toEqual([401, 'signed-out', true]);
  });

  test('a wrong link makes nobody', async () => {
    const { status, body } = await new Browsing(courseway).console('/first-administrator', { body: { ...person, token: 'made.up' } });
    expect([status, body['code']]).toEqual([403, 'link-refused']);
    expect(await courseway.get(FirstAdministratorLink).run()).toContain(`${courseway.publicUrl}/console/first/`);
  });

  test.each([
    ['short', 'must have at least 12 characters'], ['aaaaaaaaaaaaaaaa', 'different characters'], ['Password1234', 'most common'], ['qwertyuiop123', 'most common'], ['123456789012', 'most common'],
    ['abcabcabcabc', 'at least 5 different'], ['olga@acme.example', 'your mail address'], ['x'.repeat(300), 'at most 256'],
  ])('the password [%s] is refused in words and the link stays good', async (password, why) => {
    const token = tokenOf(await courseway.get(FirstAdministratorLink).run());
    const { status, body } = await new Browsing(courseway).console('/first-administrator', { body: { ...person, token, password } });
    expect([status, body['code']]).toEqual([400, 'password-refused']);
    expect(body['message']).toContain(why);
  });

  test('of many who use the link at the same moment one gets in, and nobody afterwards', async () => {
    const token = tokenOf(await courseway.get(FirstAdministratorLink).run());
    const many = Array.from({ length: 5 }, () => new Browsing(courseway));
    const answers = await Promise.all(many.map((one, n) => one.console('/first-administrator', { body: { ...person, email: n ? `other${n}@acme.example` : person.email, token } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403, 403]);
    const at = answers.findIndex(({ status }) => status === 200);
    owner = many[at] as Browsing;
    owner.application = courseway.applicationId;
    const again = await new Browsing(courseway).console('/first-administrator', { body: { ...person, email: 'late@acme.example', token } });
    expect([again.status, again.body['code']]).toEqual([403, 'link-refused']);
    expect(await courseway.get(FirstAdministratorLink).run()).toBeUndefined();
    const answer = answers[at]?.body as { administrator: { email: string; totp: boolean }; installation: boolean; applications: unknown[] };
    expect(answer).toMatchObject({ administrator: { name: 'Olga Owner', totp: false }, installation: true, applications: [{ id: courseway.applicationId, role: 'owner' }] });
    expect((await new Browsing(courseway).console('/session')).body['firstAdministrator']).toBe(false);
    if (answer.administrator.email !== person.email) await invited(courseway, owner, { email: person.email, installation: true });
  });
});

describe('signing in', () => {
  test('the right password opens a session whose cookie no script reads and no other site sends', async () => {
    const browsing = new Browsing(courseway);
    const { status, headers, body } = await browsing.signIn('  OLGA@acme.example ');
    expect(status).toBe(200);
    const cookie = headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^courseway_console=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(JSON.stringify(body)).not.toContain(cookie.slice('courseway_console='.length, 60));
    expect((await browsing.console('/session')).body).toEqual(body);
  });

  test('a wrong password and an unknown address are refused in the same words', async () => {
    const wrong = await new Browsing(courseway).signIn('olga@acme.example', 'not the password');
    const unknown = await new Browsing(courseway).signIn('nobody@acme.example', 'not the password');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect({ ...wrong.body, reference: '' }).toEqual({ ...unknown.body, reference: '' });
    expect(wrong.body['code']).toBe('sign-in-refused');
    expect([wrong.headers.get('set-cookie'), wrong.headers.get('www-authenticate')]).toEqual([null, null]);
  });

  test.each([{}, { email: 'olga@acme.example' }, { email: 7, password: 'x' }, { email: 'a\0b', password: 'x' }, [], 'text'])('a body such as %j is refused in words', async (body) => {
    const answer = await new Browsing(courseway).console('/sign-in', { body });
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid-input']);
  });

  test('guesses lock the account and not the others, known or not', async () => {
    await invited(courseway, owner, { email: 'lina@acme.example' });
    for (const email of ['lina@acme.example', 'unknown@acme.example']) {
      const answers = await Promise.all(Array.from({ length: 11 }, () => new Browsing(courseway).signIn(email, 'a guess that is wrong')));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), 429]);
      const locked = await new Browsing(courseway).signIn(email);
      expect([locked.status, locked.body['code']]).toEqual([429, 'sign-in-locked']);
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(600);
    }
  });

  test('guesses lock the address they come from, and nothing else', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => new Browsing(courseway).signIn(`guess${n}@acme.example`, 'a guess that is wrong')));
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    expect((await new Browsing(courseway).signIn('olga@acme.example')).status).toBe(429);
    expect((await owner.console('/session')).status).toBe(200);
  });
});

describe('sessions', () => {
  let home: Booted;
  let olga: Browsing;
  beforeAll(async () => {
    home = await bootCourseway();
    olga = await firstOwner(home);
  });
  afterAll(() => home.close());
  const sessionsOf = async (browsing: Browsing) => (await browsing.console('/sessions')).body['sessions'] as { id: string; current: boolean; browser: string; address: string }[];

  test('are listed with browser and address, and one that was ended is refused at once', async () => {
    const other = new Browsing(home);
    await other.console('/sign-in', { body: { email: 'olga@acme.example', password: goodPassword }, headers: { 'user-agent': 'Other Browser/1.0' } });
    expect((await other.console('/sessions')).status).toBe(200);
    other.application = home.applicationId;
    expect((await other.v2('/courses')).status).toBe(200);
    const all = await sessionsOf(olga);
    expect(all).toHaveLength(2);
    const { id, address } = all.find(({ browser }) => browser === 'Other Browser/1.0') ?? { id: '', address: '' };
    expect([all.filter(({ current }) => current).length, address]).toEqual([1, '127.0.0.1']);
    expect((await olga.console(`/sessions/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await other.console('/sessions')).status).toBe(401);
    expect((await other.v2('/courses')).body['code']).toBe('signed-out');
    expect(await sessionsOf(olga)).toHaveLength(1);
    expect((await olga.console(`/sessions/${id}`, { method: 'DELETE' })).status).toBe(404);
  });

  test("nobody ends somebody else's", async () => {
    const vera = await invited(home, olga, { email: 'vera@acme.example' });
    const [own] = await sessionsOf(olga);
    const refused = await vera.console(`/sessions/${own?.id}`, { method: 'DELETE' });
    expect([refused.status, refused.body['code']]).toEqual([404, 'console-session-unknown']);
    expect((await olga.console('/session')).status).toBe(200);
  });

  test('signing out ends the session and takes the cookie away', async () => {
    const other = new Browsing(home);
    await other.signIn('olga@acme.example');
    const kept = { cookie: other.cookie, 'x-console-token': other.token };
    const out = await other.console('/sign-out', { method: 'POST' });
    expect([out.status, out.headers.getSetCookie()[0]]).toEqual([204, 'courseway_console=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0']);
    expect((await other.console('/sessions', { headers: kept })).status).toBe(401);
  });

  test('a new password needs the old one and ends the other sessions', async () => {
    const [here, there] = [new Browsing(home), new Browsing(home)];
    await invited(home, olga, { email: 'pia@acme.example' });
    await here.signIn('pia@acme.example');
    await there.signIn('pia@acme.example');
    const next = 'walnut-harbour-teapot-4';
    expect((await here.console('/password', { body: { current: 'not the current one', next } })).body['code']).toBe('password-wrong');
    expect((await here.console('/password', { body: { current: goodPassword, next: 'pia@acme.example' } })).body['code']).toBe('password-refused');
    expect((await there.console('/sessions')).status).toBe(200);
    expect((await here.console('/password', { body: { current: goodPassword, next } })).status).toBe(204);
    expect([(await here.console('/sessions')).status, (await there.console('/sessions')).status]).toEqual([200, 401]);
    expect([(await new Browsing(home).signIn('pia@acme.example')).status, (await new Browsing(home).signIn('pia@acme.example', next)).status]).toEqual([401, 200]);
  });

  test('end when nobody comes for twelve hours, and after seven days whoever comes', async () => {
    const restless = new Browsing(home);
    const idle = new Browsing(home);
    await restless.signIn('olga@acme.example');
    await idle.signIn('olga@acme.example');
    let back: () => void = () => undefined;
    try {
      const at = async (hours: number) => {
        back = moveClock(home, hours * hour);
        return (await restless.console('/session')).status;
      };
      expect(await at(11)).toBe(200);
      expect(await at(13)).toBe(200);
      expect((await idle.console('/session')).status).toBe(401);
      for (let hours = 24; hours < 7 * 24; hours += 11) expect(await at(hours)).toBe(200);
      expect(await at(7 * 24 + 0.1)).toBe(401);
    } finally {
      back();
    }
  });
});

describe('a second factor', () => {
  let home: Booted;
  let olga: Browsing;
  let secret = '';
  let recovery: string[] = [];
  beforeAll(async () => {
    home = await bootCourseway();
    const now = Math.floor(Date.now() / 30_000) * 30_000 + 15_000;
    home.get(Clock).now = () => now; // no step ends in the middle of a test
    olga = await firstOwner(home);
  });
  afterAll(() => home.close());
  const codeNow = (steps = 0) => totpCode(secret, totpStepAt(home.get(Clock).now()) + steps);
  const codeOf = ({ body }: { body: Record<string, unknown> }) => body['code'];

  test('is offered, and asked for only once a code has confirmed it', async () => {
    expect(codeOf(await olga.console('/totp', { method: 'PUT', body: { code: '123456' } }))).toBe('totp-not-offered');
    const offered = await olga.console('/totp', { method: 'POST' });
    secret = String(offered.body['secret']);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(offered.body['uri']).toBe(`otpauth://totp/Courseway%3Aolga%40acme.example?secret=${secret}&issuer=Courseway&algorithm=SHA1&digits=6&period=30`);
    expect((await new Browsing(home).signIn('olga@acme.example')).status).toBe(200);
    const wrong = codeNow() === '000000' ? '000001' : '000000';
    expect(codeOf(await olga.console('/totp', { method: 'PUT', body: { code: wrong } }))).toBe('totp-code-wrong');
    const on = await olga.console('/totp', { method: 'PUT', body: { code: codeNow(-1) } });
    recovery = on.body['recoveryCodes'] as string[];
    expect(new Set(recovery).size).toBe(10);
    expect(codeOf(await olga.console('/totp', { method: 'POST' }))).toBe('totp-already-on');
    expect((await olga.console('/session')).body['administrator']).toMatchObject({ totp: true });
  });

  test('is asked for after the password, and a code works once', async () => {
    const without = await new Browsing(home).signIn('olga@acme.example');
    expect([without.status, codeOf(without)]).toEqual([401, 'totp-required']);
    expect(codeOf(await new Browsing(home).signIn('olga@acme.example', 'a wrong password', codeNow()))).toBe('sign-in-refused');
    const code = codeNow();
    const [first, second] = await Promise.all([new Browsing(home).signIn('olga@acme.example', goodPassword, code), new Browsing(home).signIn('olga@acme.example', goodPassword, code)]);
    expect([first.status, second.status].sort()).toEqual([200, 401]);
    expect(codeOf(await new Browsing(home).signIn('olga@acme.example', goodPassword, codeNow(-1)))).toBe('sign-in-refused');
    expect((await new Browsing(home).signIn('olga@acme.example', goodPassword, codeNow(1))).status).toBe(200);
  });

  test('a recovery code stands for one, once, however it is typed', async () => {
    const typed = ` ${recovery[0]?.toUpperCase().replaceAll('-', ' ')}`;
    expect((await new Browsing(home).signIn('olga@acme.example', goodPassword, typed)).status).toBe(200);
    expect((await new Browsing(home).signIn('olga@acme.example', goodPassword, recovery[0])).status).toBe(401);
    expect((await new Browsing(home).signIn('olga@acme.example', goodPassword, recovery[1])).status).toBe(200);
  });

  test('is turned off by the password, or by an owner of the installation for somebody who lost it', async () => {
    expect(codeOf(await olga.console('/totp', { method: 'DELETE', body: { password: 'a wrong password' } }))).toBe('password-wrong');
    const ida = await invited(home, olga, { email: 'ida@acme.example', installation: true });
    const me = (await olga.console('/session')).body['administrator'] as { id: string };
    expect((await ida.console(`/administrators/${me.id}`, { method: 'PUT', body: { totp: false } })).status).toBe(204);
    expect((await new Browsing(home).signIn('olga@acme.example')).status).toBe(200);
    secret = String((await olga.console('/totp', { method: 'POST' })).body['secret']);
    expect((await olga.console('/totp', { method: 'PUT', body: { code: codeNow() } })).status).toBe(200);
    expect((await olga.console('/totp', { method: 'DELETE', body: { password: goodPassword } })).status).toBe(204);
    expect((await new Browsing(home).signIn('olga@acme.example')).status).toBe(200);
  });
});
