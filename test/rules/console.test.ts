import { networkOf } from '../../src/administrators/sign-in-limits';
import { hasRights, personOf, rightsOfGroups } from '../../src/administrators/person-of-provider.rules';
import { accessForSession, mayManage, roleIn, roles, scopesOf } from '../../src/administrators/roles.rules';
import { base32, stepOfCode, totpCode, totpStepAt } from '../../src/administrators/totp.rules';
import { passwordFault } from '../../src/platform/password.rules';

/** RFC 6238, appendix B: SHA-1, the last six of eight digits. */
const key = base32(Buffer.from('12345678901234567890'));
test.each([[59, '287082'], [1111111109, '081804'], [1111111111, '050471'], [1234567890, '005924'], [2000000000, '279037'], [20000000000, '353130']])('the code at second %d is that of the standard', (second, code) => {
  expect(totpCode(key, totpStepAt(second * 1000))).toBe(code);
  for (const off of [-30_000, 0, 30_000]) expect(stepOfCode(key, code, second * 1000 + off)).toBe(totpStepAt(second * 1000));
  for (const off of [-90_000, 90_000].filter((ms) => second * 1000 + ms > 30_000)) expect(stepOfCode(key, code, second * 1000 + off)).toBeUndefined();
});
test.each(['', '12345', '1234567', 'abcdef', '١٢٣٤٥٦', '-12345'])('[%s] is no code', (code) => {
  expect(stepOfCode(key, code, 59_000)).toBeUndefined();
});
/** RFC 4648, 10, without padding. */
test.each([['', ''], ['f', 'MY'], ['fo', 'MZXQ'], ['foo', 'MZXW6'], ['foob', 'MZXW6YQ'], ['fooba', 'MZXW6YTB'], ['foobar', 'MZXW6YTBOI']])('base32 of [%s]', (text, coded) => {
  expect(base32(Buffer.from(text))).toBe(coded);
});

test('each role may all that the one before it may', () => {
  const [viewer, sender, author] = roles.slice(0, 3).map((role) => scopesOf(role));
  expect(sender).toEqual(expect.arrayContaining([...(viewer ?? [])]));
  expect(author).toEqual(expect.arrayContaining([...(sender ?? [])]));
  expect(author?.filter((scope) => scope.startsWith('delete') || scope === 'admin' || scope === 'write')).toEqual([]);
  expect(viewer?.filter((scope) => !scope.startsWith('read:'))).toEqual([]);
});
test('a role is in the application it was given in', () => {
  const rights = { isInstallationOwner: false, roles: { A: 'sender' as const } };
  expect([roleIn(rights, 'A'), roleIn(rights, 'B'), roleIn(rights, 'constructor'), roleIn({ ...rights, isInstallationOwner: true }, 'B')]).toEqual(['sender', undefined, undefined, 'owner']);
});
test('who makes a link that acts as a learner writes; secrets of results are for owners', () => {
  expect(accessForSession('POST /registrations/{}/launchLink', 'read:registration')).toBe('write:registration');
  expect(accessForSession('GET /registrations/{}', 'read:registration')).toBe('read:registration');
  expect(accessForSession('POST /courses/{}/preview', 'read:course')).toBe('read:course');
  expect(accessForSession('POST /postbacks/secret/rotate', 'write:registration')).toBe('admin');
  expect(accessForSession('POST /postbacks/{}/replay', 'write:registration')).toBe('write:registration');
});
test('owners manage the keys of their application and nothing else of application management', () => {
  const [owner, author, king] = [{ isInstallationOwner: false, roles: { A: 'owner' as const } }, { isInstallationOwner: false, roles: { A: 'author' as const } }, { isInstallationOwner: true, roles: {} }];
  const keys = 'POST /appManagement/{}/credentials';
  expect([mayManage(owner, 'A', keys, 'A'), mayManage(owner, 'A', `${keys}/{}`, 'A'), mayManage(king, 'A', keys, 'B')]).toEqual([true, true, true]);
  expect([mayManage(owner, 'A', keys, 'B'), mayManage(author, 'A', keys, 'A'), mayManage(owner, 'A', 'DELETE /appManagement/applications/{}', 'A')]).toEqual([false, false, false]);
});

test.each(['plum-tractor-violin-9', 'correct horse battery staple', 'Tr0ub4dor&3-and-more', 'kR8#vQ2!mZ5xW', '夏の終わりに海へ行きたいな', 'my password is a long story', 'elearning-moves-mountains'])('[%s] is a password', (password) => {
  expect(passwordFault(password, 'olga@acme.example')).toBeUndefined();
});
test.each(['', 'elevenchars', 'aaaaaaaaaaaa', 'ababababababab', 'Password1234', 'P@ssw0rd1234', 'passwordpassword', 'qwertyuiop12', '1q2w3e4r5t6y', '123456789012', '987654321098', 'administrator1', 'iloveyou1234', 'Letmein12345', 'olga@acme.example', 'OLGA@acme.example!', 'courseway2026', 'abcdefghijkl', 'x'.repeat(257)])('[%s] is none', (password) => {
  expect(passwordFault(password, 'olga@acme.example')).toMatch(/\w{4}/);
});

test.each([
  ['127.0.0.1', '127.0.0.1'], ['::ffff:10.0.0.7', '::ffff:10.0.0.7'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'], ['2001:db8:1:2::9', '2001:db8:1:2'], ['2001:db8::9', '2001:db8:0:0'], ['::1', '0:0:0:0'], ['fe80::', 'fe80:0:0:0'],
])('guesses from %s count for %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

describe('what a provider says of somebody', () => {
  const settings = { groupsClaim: 'groups', trustsEmail: false };
  const claims = { iss: 'https://login.example', sub: '42' };
  test.each<[string, object, boolean, string | undefined]>([
    ['checked', { email: 'A@B.example', email_verified: true }, false, 'a@b.example'],
    ['checked, as a word', { email: 'a@b.example', email_verified: 'true' }, false, 'a@b.example'],
    ['unchecked', { email: 'a@b.example', email_verified: false }, true, undefined],
    ['unchecked, as a word', { email: 'a@b.example', email_verified: 'false' }, true, undefined],
    ['of which nothing is said', { email: 'a@b.example' }, false, undefined],
    ['of which nothing is said, at a trusted provider', { email: 'a@b.example' }, true, 'a@b.example'],
    ['that is two', { email: ['a@b.example', 'c@d.example'], email_verified: true }, true, undefined],
    ['that is none', { email: 'a b@c', email_verified: true }, true, undefined],
  ])('an address %s', (_, said, trustsEmail, email) => {
    expect(personOf({ ...claims, ...said }, { ...settings, trustsEmail }).email).toBe(email);
  });
  test.each<[string, object, string[]]>([
    ['groups', { groups: ['a', 7, 'b'] }, ['a', 'b']], ['groups', { groups: 'a' }, ['a']], ['groups', {}, []], ['realm_access.roles', { realm_access: { roles: ['a'] } }, ['a']], ['https://acme.example/groups', { 'https://acme.example/groups': ['a'] }, ['a']],
    ['realm_access.roles', { realm_access: null }, []], ['constructor.name', {}, []],
  ])('groups at %s of %j', (groupsClaim, said, groups) => {
    expect(personOf({ ...claims, ...said }, { ...settings, groupsClaim }).groups).toEqual(groups);
  });
  test('of several groups the highest role counts, in applications that there are', () => {
    const given = { kings: 'installation' as const, all: { '*': 'viewer' as const }, some: { A: 'author' as const, GONE: 'owner' as const }, few: { A: 'sender' as const } };
    expect(rightsOfGroups(['all', 'few', 'some', 'none', 'constructor'], given, ['A', 'B', 'constructor'])).toEqual({ isInstallationOwner: false, roles: { A: 'author', B: 'viewer', constructor: 'viewer' } });
    expect(rightsOfGroups(['kings'], given, ['A'])).toEqual({ isInstallationOwner: true, roles: {} });
    expect([hasRights(rightsOfGroups(['none'], given, ['A'])), hasRights(rightsOfGroups(['some'], given, ['B'])), hasRights(rightsOfGroups(['kings'], given, []))]).toEqual([false, false, true]);
  });
});
