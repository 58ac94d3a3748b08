import { isPackageKey, hashSecret, matchesHash, mintPackageKey } from '../../src/dispatch/package/dispatch-key.rules';
import { configScript, hashedName, packageTitle } from '../../src/dispatch/package/package-files.rules';
import { readDestinationSettings } from '../../src/dispatch/destination-settings.rules';
import { refusalAtTheDoor, type LaunchDoor } from '../../src/dispatch/relay/launch-checks.rules';
import { learnerLanguage } from '../../src/dispatch/relay/launch-language.rules';
import { learnerKeyOf } from '../../src/dispatch/relay/learner-key.rules';
import { formatPointer, parsePointer, proofFromMac } from '../../src/dispatch/relay/pointer.rules';
import { readStudentName } from '../../src/dispatch/relay/student-name.rules';

const now = 1_800_000_000_000;
const open: LaunchDoor = {
  key: { revokedAt: null }, dispatch: { enabled: true, startsAt: null, expiresAt: null }, site: { origins: ['https://lms.example'], allowed: ['https://other.example'], enforced: false },
  learnerId: 'anna', allowAnonymous: false, proven: false,
};

describe('launch checks, in the order of RELAY 1.5', () => {
  const faults: [string, Partial<LaunchDoor>][] = [
    ['not-found', { key: undefined }],
    ['key-revoked', { key: { revokedAt: now } }],
    ['disabled', { dispatch: { enabled: false, startsAt: now + 1, expiresAt: now - 1 } }],
    ['not-started', { dispatch: { enabled: true, startsAt: now + 1, expiresAt: now - 1 } }],
    ['expired', { dispatch: { enabled: true, startsAt: null, expiresAt: now - 1 } }],
    ['wrong-site', { site: { ...open.site, enforced: true } }],
    ['no-learner', { learnerId: '' }],
  ];
  it('lets an open door open', () => expect(refusalAtTheDoor(open, now)).toBeUndefined());
  it.each(faults)('%s', (code, fault) => expect(refusalAtTheDoor({ ...open, ...fault }, now)).toBe(code));
  it('tells the first fault when several hold', () => {
    for (let first = 0; first < faults.length; first++) {
      const door = Object.assign({}, open, ...faults.slice(first).reverse().map(([, fault]) => fault)) as LaunchDoor;
      expect(refusalAtTheDoor(door, now)).toBe(faults[first]?.[0]);
    }
  });
  it('needs no learner id with a proof or where anonymous learners are allowed', () => {
    expect(refusalAtTheDoor({ ...open, learnerId: '', proven: true }, now)).toBeUndefined();
    expect(refusalAtTheDoor({ ...open, learnerId: '', allowAnonymous: true }, now)).toBeUndefined();
  });
  it('accepts every listed origin, and any origin while none is listed', () => {
    expect(refusalAtTheDoor({ ...open, site: { origins: ['https://other.example'], allowed: ['https://other.example'], enforced: true } }, now)).toBeUndefined();
    expect(refusalAtTheDoor({ ...open, site: { origins: ['https://any.example'], allowed: [], enforced: true } }, now)).toBeUndefined();
  });
});

it.each([
  ['Mustermann, Erika', 'Erika', 'Mustermann'],
  ['Erika Maria Mustermann', 'Erika Maria', 'Mustermann'],
  ['Plato', '', 'Plato'],
  ['', '', ''],
  ['  Nguyễn ,  Văn  An ', 'Văn An', 'Nguyễn'],
])('RELAY 13: the name %j', (name, firstName, lastName) => expect(readStudentName(name)).toEqual({ firstName, lastName }));

describe('learner keys', () => {
  it('are the same for one id in two Unicode forms or with blanks around it', () =>
    expect(learnerKeyOf('s', ' Jose\u0301 ', false)).toBe(learnerKeyOf('s', 'José', false)));
  it('keep case unless told to fold it', () => {
    expect(learnerKeyOf('s', 'Anna', false)).not.toBe(learnerKeyOf('s', 'anna', false));
    expect(learnerKeyOf('s', 'Anna', true)).toBe(learnerKeyOf('s', 'anna', true));
  });
  it('differ between destinations', () => expect(learnerKeyOf('s1', 'anna', false)).not.toBe(learnerKeyOf('s2', 'anna', false)));
});

describe('pointers', () => {
  const pointer = { registrationKey: '0123456789abcdefghjkmnpqrs', proof: proofFromMac('ab'.repeat(32)) };
  it('come back as they went', () => expect(parsePointer(` ${formatPointer(pointer)} `)).toEqual(pointer));
  it('fit every LMS: at most 90 characters of [A-Za-z0-9._-]', () => expect(formatPointer(pointer)).toMatch(/^[A-Za-z0-9._-]{1,90}$/));
  it.each(['', 'rd1.', 'rd2.0123456789abcdefghjkmnpqrs.aaaaaaaaaaaaaaaaaaaaaa', 'page=3', `${formatPointer(pointer)}x`])('%j is none', (text) => expect(parsePointer(text)).toBeUndefined());
});

describe('package keys', () => {
  it('have 160 bits and never repeat', () => {
    const keys = Array.from({ length: 1000 }, mintPackageKey);
    expect(new Set(keys).size).toBe(1000);
    expect(keys.every(isPackageKey)).toBe(true);
    expect(Buffer.from(keys[0] ?? '', 'base64url')).toHaveLength(20);
  });
  it('are known by their hash only', () => {
    const key = mintPackageKey();
    expect(matchesHash(key, hashSecret(key))).toBe(true);
    expect(matchesHash(mintPackageKey(), hashSecret(key))).toBe(false);
    expect(matchesHash(key, 'short')).toBe(false);
  });
});

describe('the language of a learner', () => {
  it.each([
    [{ lms: 'ar', acceptLanguage: 'de' }, 'ar'],
    [{ lms: 'German', acceptLanguage: 'fr' }, 'de'],
    [{ lms: 'tlh', acceptLanguage: 'xx, fr-CA;q=0.8, de;q=0.9' }, 'de'],
    [{ acceptLanguage: 'de;q=0, *;q=0.1', destination: 'ja-JP' }, 'ja'],
    [{ lms: '', acceptLanguage: '', destination: 'nl' }, 'en'],
  ])('%j is %s', (asked, language) => expect(learnerLanguage(asked)).toBe(language));
});

describe('package files', () => {
  it('RELAY 3: cuts a title at 200 characters, not inside an emoji, and drops what XML forbids', () => {
    expect([...packageTitle('🎓'.repeat(300))]).toHaveLength(200);
    expect(packageTitle('a\u0000b\u000bc\ud800d & < "')).toBe('abcd & < "');
  });
  it('names change with the content', () => {
    expect(hashedName('rd1', 'a', 'js')).toMatch(/^rd1\.[0-9a-f]{8}\.js$/);
    expect(hashedName('rd1', 'a', 'js')).not.toBe(hashedName('rd1', 'b', 'js'));
  });
  it('the config script is ASCII, sets one attribute and gives back what went in', () => {
    const config = { v: 1 as const, gw: 'https://gw.example', d: 'd', k: 'k', title: 'Ä "</script> 🎓 \u2028 \\', lang: 'de', support: "it's" };
    const script = configScript(config);
    expect(script).toMatch(/^[\x20-\x7e]*\n$/);
    expect(script).not.toContain('<');
    let attribute: [string, string] | undefined;
    new Function('document', script)({ documentElement: { setAttribute: (name: string, value: string) => (attribute = [name, value]) } });
    expect(attribute?.[0]).toBe('data-rd1');
    expect(JSON.parse(attribute?.[1] ?? '')).toEqual(config);
  });
});

it('a preset changes only what its LMS needs, and a setting made by hand wins', () => {
  expect(readDestinationSettings(null)).toMatchObject({ statusMap: 'both', failedAs: 'failed', exitValue: 'suspend', keepAliveSec: 300 });
  expect(readDestinationSettings({ failedAs: 'failed' }, 'frappe')).toMatchObject({ statusMap: 'passedOnly', failedAs: 'failed', allowAnonymous: true });
});
