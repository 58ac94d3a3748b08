import { createHash, createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import { authorizationFor, isSigned, percentEncoded } from '../../src/dispatch/lti/oauth1.rules';

test('what another library signs is taken, whatever characters are in it, and nothing that was changed', () => {
  const signer = new OAuth({ consumer: { key: 'key', secret: "s&cr't %20" }, signature_method: 'HMAC-SHA1', hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64') });
  const data = { user_id: 'ä b+c&d=é/1~*\'()!', lis_person_name_full: '山田 太郎', empty: '', custom_x: 'a%20b' };
  const url = 'https://gateway.example:8443/lti/1.1/x?b=2&a=1%201';
  const signed = Object.entries(signer.authorize({ url, method: 'POST', data })).map(([name, value]): [string, string] => [name, String(value)]);
  const parameters = [...signed.filter(([name]) => !['a', 'b'].includes(name))];
  expect(isSigned({ method: 'POST', url, parameters }, "s&cr't %20")).toBe(true);
  expect(isSigned({ method: 'POST', url, parameters: parameters.map(([name, value]) => [name, name === 'user_id' ? 'x' : value]) }, "s&cr't %20")).toBe(false);
  expect(isSigned({ method: 'POST', url: `${url}2`, parameters }, "s&cr't %20")).toBe(false);
  expect(isSigned({ method: 'POST', url, parameters }, 'other')).toBe(false);
  expect(isSigned({ method: 'POST', url, parameters: parameters.map(([name, value]) => [name, name === 'oauth_signature_method' ? 'PLAINTEXT' : value]) }, "s&cr't %20")).toBe(false);
});

test('reserved characters are encoded in upper case', () => {
  expect(percentEncoded("!'()*~-._ +é")).toBe('%21%27%28%29%2A~-._%20%2B%C3%A9');
});

test('a body without a form is signed by its hash', () => {
  const header = authorizationFor({ url: 'https://lms.example/outcome', body: '<x/>' }, 'key', 'secret', { seconds: 1_700_000_000, nonce: 'n' });
  const parameters = [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [name, decodeURIComponent(value)]);
  expect(Object.fromEntries(parameters)['oauth_body_hash']).toBe(createHash('sha1').update('<x/>').digest('base64'));
  expect(isSigned({ method: 'POST', url: 'https://lms.example/outcome', parameters }, 'secret')).toBe(true);
});
