import { Failure } from '../../src/platform/failure';
import { readStatement } from '../../src/xapi/statements/statement.rules';

const actor = { account: { homePage: 'https://x.example', name: 'a' } };
const good = { actor, verb: { id: 'https://x.example/did', display: { en: 'did' } }, object: { id: 'https://x.example/thing' } };
const refusalOf = (statement: unknown): string => {
  try {
    readStatement(statement);
  } catch (error) {
    if (error instanceof Failure) return error.publicMessage;
    throw error;
  }
  throw new Error('not refused as it should be');
};
const uuid = '12345678-1234-4123-8123-123456789abc';

test.each<[string, object]>([
  ['the least', good],
  ['all of a result', { ...good, result: { score: { scaled: -1, raw: 5, min: 0, max: 10 }, success: false, completion: true, response: 'x', duration: 'P1DT2H3M4.5S', extensions: { 'https://x.example/e': null } } }],
  ['a context', { ...good, id: uuid.toUpperCase(), timestamp: '2026-01-01T00:00:00.123Z', context: { registration: uuid, instructor: { mbox: 'mailto:a@b.example' }, team: { objectType: 'Group', member: [actor] }, revision: '1', platform: 'p', language: 'en-GB', statement: { objectType: 'StatementRef', id: uuid }, contextActivities: { parent: { id: 'urn:p' }, category: [{ id: 'urn:c' }] }, extensions: { 'urn:e': [1, { a: null }] } } }],
  ['a person as object', { ...good, object: { objectType: 'Agent', ...actor } }],
  ['a statement as object', { ...good, object: { objectType: 'StatementRef', id: uuid } }],
  ['a statement inside', { ...good, object: { objectType: 'SubStatement', ...good } }],
  ['an interaction', { ...good, object: { id: 'urn:q', definition: { type: 'http://adlnet.gov/expapi/activities/cmi.interaction', interactionType: 'choice', correctResponsesPattern: ['a[,]b'], choices: [{ id: 'a', description: { en: 'A' } }] } } }],
  ['an attachment by address', { ...good, attachments: [{ usageType: 'urn:u', display: { en: 'x' }, contentType: 'text/plain', length: 1, sha2: 'abc', fileUrl: 'https://x.example/f' }] }],
])('taken: %s', (_name, statement) => {
  expect(readStatement(statement)).toMatchObject({ verb: { id: 'https://x.example/did' } });
});

test.each<[string, unknown, RegExp]>([
  ['nothing', null, /^statement: /],
  ['no actor', { verb: good.verb, object: good.object }, /statement\.actor/],
  ['a property that xAPI does not know', { ...good, extra: 1 }, /extra/],
  ['null', { ...good, result: null }, /statement\.result/],
  ['two identifiers', { ...good, actor: { ...actor, mbox: 'mailto:a@b.example' } }, /exactly one of mbox/],
  ['no identifier', { ...good, actor: { name: 'x' } }, /statement\.actor/],
  ['a verb that is no IRI', { ...good, verb: { id: 'did' } }, /statement\.verb\.id: must be an absolute IRI/],
  ['a scaled score above 1', { ...good, result: { score: { scaled: 1.1 } } }, /statement\.result\.score\.scaled/],
  ['a raw score above max', { ...good, result: { score: { raw: 11, max: 10 } } }, /statement\.result\.score: .*between min and max/],
  ['a word for a truth', { ...good, result: { success: 'true' } }, /statement\.result\.success/],
  ['a duration in words', { ...good, result: { duration: '5 minutes' } }, /statement\.result\.duration/],
  ['an empty duration', { ...good, result: { duration: 'P' } }, /statement\.result\.duration/],
  ['a day that there is not', { ...good, timestamp: '2026-13-45T00:00:00Z' }, /statement\.timestamp/],
  ['a timestamp of -00:00', { ...good, timestamp: '2026-01-01T00:00:00-00:00' }, /statement\.timestamp/],
  ['an id that is no UUID', { ...good, id: 'x' }, /statement\.id/],
  ['a registration that is no UUID', { ...good, context: { registration: 'x' } }, /statement\.context\.registration/],
  ['an extension without an IRI', { ...good, context: { extensions: { x: 1 } } }, /statement\.context\.extensions/],
  ['a platform for a person', { ...good, object: { objectType: 'Agent', ...actor }, context: { platform: 'p' } }, /revision and platform/],
  ['a statement inside a statement inside', { ...good, object: { objectType: 'SubStatement', ...good, object: { objectType: 'SubStatement', ...good } } }, /statement\.object/],
  ['another version', { ...good, version: '2.0.0' }, /statement\.version/],
  ['a list', [good], /^statement: /],
])('refused: %s', (_name, statement, message) => {
  expect(refusalOf(statement)).toMatch(message);
});

test('long texts and many members do not make it slow', () => {
  expect(refusalOf({ ...good, verb: { id: `x:${'a'.repeat(100_000)}` } })).toMatch(/statement\.verb\.id/);
  expect(refusalOf({ ...good, result: { duration: `P${'1'.repeat(100_000)}` } })).toMatch(/statement\.result\.duration/);
  expect(refusalOf({ ...good, actor: { objectType: 'Group', member: Array.from({ length: 5000 }, () => actor) } })).toMatch(/statement\.actor/);
});
