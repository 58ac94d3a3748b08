import { isSignedWith, momentOfStamp, signedTexts, stampOf } from '../../src/api/v1/v1-signature.rules';

const secret = 'demo-Secret_0001';
const signed = (query: string, key = secret) => {
  const parameters = [...new URLSearchParams(query)];
  return isSignedWith(key, signedTexts(parameters), parameters.find(([name]) => name === 'sig')?.[1] ?? '');
};

// Digests made with the signing code of published clients; where two are given, some of them sort the names by bytes.
const vectors: [what: string, secret: string, parameters: [string, string][], signatures: string[]][] = [
  ["basic-authping", "demo-Secret_0001", [["method", "rustici.debug.authPing"], ["appid", "DEMOAPP1"], ["ts", "20260102030405"]], ["4cfe4aa36e6f3681489116c084708e28"]],
  ["origin-applib", "demo-Secret_0001", [["method", "rustici.course.exists"], ["appid", "DEMOAPP1"], ["origin", "acme.lms.1.0"], ["ts", "20260102030405"], ["applib", "php"], ["courseid", "course-42"]], ["a4d73535292d35a964333c5b656ded5c"]],
  ["non-ascii", "demo-Secret_0001", [["method", "rustici.registration.createRegistration"], ["appid", "DEMOAPP1"], ["ts", "20260102030405"], ["courseid", "kurs ö/1"], ["regid", "reg+1&2=3%20"], ["fname", "Zoë"], ["lname", "学习 😀"], ["learnerid", "zoe@example.test"], ["postbackurl", "https://lms.example.test/pb?a=1&b=two words"]], ["82d2bcac4a8bf60aacdec7da16a46796"]],
  ["empty-value", "demo-Secret_0001", [["method", "rustici.registration.updatePostbackInfo"], ["appid", "DEMOAPP1"], ["ts", "20260102030405"], ["regid", "r-1"], ["url", "https://lms.example.test/pb"], ["authtype", ""], ["name", ""], ["password", ""], ["resultsformat", "course"]], ["1b5c374371424f7797a2c62c6b66f792"]],
  ["mixed-case-names", "demo-Secret_0001", [["method", "rustici.registration.createRegistration"], ["appid", "DEMOAPP1"], ["ts", "20260102030405"], ["courseid", "c-1"], ["regid", "r-1"], ["fname", "Ada"], ["lname", "Byron"], ["learnerid", "l-1"], ["learnerTags", "alpha,beta"], ["courseTags", "gamma"], ["registrationTags", "delta"]], ["636df2cb4bc39890bd2422b5ee999364", "4ec6c748d16a4ccc053fca0acd470f34"]],
  ["mixed-case-attributes", "demo-Secret_0001", [["method", "rustici.course.updateAttributes"], ["appid", "DEMOAPP1"], ["ts", "20260102030405"], ["courseid", "c-1"], ["courseStructureStartsOpen", "true"], ["desiredWidth", "1024"], ["showNavBar", "false"]], ["a374a9224db0e22cb1514a782f702148", "656e1d603def51ddf6e3081533f7b153"]],
  ["excluded-names", "demo-Secret_0001", [["method", "rustici.course.importCourse"], ["appid", "DEMOAPP1"], ["ts", "20260102030405"], ["courseid", "c-1"], ["filedata", "not-signed"], ["sig", "0123456789abcdef0123456789abcdef"]], ["c623fc519f355c6b0a3c43abe4f72e6e"]],
  ["repeated-name", "demo-Secret_0001", [["method", "rustici.course.deleteFiles"], ["appid", "DEMOAPP1"], ["ts", "20260102030405"], ["courseid", "c-1"], ["path", "b/two.html"], ["path", "a/one.html"]], ["a6188e98d222ec35557cd867b7ed44bf"]],
  ["post-body", "demo-Secret_0001", [["method", "rustici.invitation.createInvitation"], ["appid", "DEMOAPP1"], ["ts", "20260102030405"], ["courseid", "c-1"], ["public", "false"], ["send", "true"], ["addresses", "a@example.test,b@example.test"], ["emailSubject", "Prüfung: \"Teil 1\""], ["emailBody", "Hello [USER],\nsee [URL]"], ["creatingUserEmail", "boss@example.test"], ["registrationCap", "5"]], ["79390537723236cc4683062aa6a5036a"]],
  ["management-app", "demo-Mgmt_0009", [["method", "rustici.application.getAppInfo"], ["appid", "DEMOMGMT"], ["ts", "20260102030405"], ["childappid", "DEMOAPP1"]], ["cde28f2b3bb8ba204e0f6e73285f4f5c"]],
  ["launch-url", "demo-Secret_0001", [["method", "rustici.registration.launch"], ["appid", "DEMOAPP1"], ["ts", "20260102030405"], ["regid", "r-1"], ["redirecturl", "https://lms.example.test/back?reg=r-1"], ["cssurl", "https://lms.example.test/p.css"], ["learnerTags", "x"], ["disableTracking", "true"]], ["e482089ce4b80d7a1183b4d9d934805f"]],
  ["python-client", "demo-Secret_0001", [["method", "rustici.registration.createRegistration"], ["appid", "DEMOAPP1"], ["origin", "acme.lms.1.0"], ["ts", "20260102030405"], ["applib", "python"], ["courseid", "c-1"], ["regid", "r-1"], ["fname", "Zoë"], ["lname", "学习"], ["learnerid", "l-1"], ["learnerTags", "a b"], ["email", ""]], ["82008b06417a6df89bd6dfd5e0dc8ee7", "3c46aca6b1ee78b770e1d4f338ac55ca"]],
];
test.each(vectors)('%s', (_, key, parameters, signatures) => {
  for (const signature of signatures) expect([signature, isSignedWith(key, signedTexts(parameters), signature), isSignedWith(key, signedTexts(parameters), signature.toUpperCase())]).toEqual([signature, true, true]);
  expect(isSignedWith(`${key}x`, signedTexts(parameters), signatures[0] ?? '')).toBe(false);
});

test('a changed value, a further parameter and another secret are not', () => {
  const good = 'method=rustici.debug.authPing&appid=DEMOAPP1&ts=20260102030405&sig=4cfe4aa36e6f3681489116c084708e28';
  expect([signed(good.replace('authPing', 'ping')), signed(`${good}&x=1`), signed(good, 'other'), signed(good.replace(/sig=.*/, 'sig='))]).toEqual([false, false, false, false]);
  expect(signed(`${good}&filedata=never-signed`)).toBe(true);
});

test('names are sorted ignoring case, and by bytes as some clients do; a repeated name is written once with its values in order', () => {
  expect(signedTexts([['courseid', 'c'], ['courseTags', 't'], ['sig', 'x'], ['path', 'b'], ['path', 'a'], ['empty', '']])).toEqual(['courseidccourseTagstemptypathab', 'courseTagstcourseidcemptypathab']);
  expect(signedTexts([['b', '2'], ['a', '1']])).toEqual(['a1b2']);
});

test('a stamp is a moment in UTC that exists', () => {
  expect([momentOfStamp('20260102030405'), momentOfStamp('20260231000000'), momentOfStamp('2026-01-02T03:04:05Z'), momentOfStamp('')]).toEqual([Date.UTC(2026, 0, 2, 3, 4, 5), undefined, undefined, undefined]);
  expect(stampOf(Date.UTC(2026, 0, 2, 3, 4, 5))).toBe('20260102030405');
});
