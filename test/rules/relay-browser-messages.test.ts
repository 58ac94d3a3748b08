import { readHello, readPackageMessage, readPolicy, readReady, readShellMessage, readState } from '../../templates/dispatch-package/relay-messages.rules';

const state = { epoch: 2, rev: 7, status: 'passed', score: { raw: '85', max: '100', min: '0' }, location: 'Page 3', active: true };
const hello = { kind: 'HELLO', v: 1, n: 'abc', k: 'key', launchId: 'launch-0123456789', learner: { id: 'a&b#c/é "1', name: 'Last, First' }, lms: { status: 'incomplete', pointer: 'rd1.x.y' }, pkg: { ver: '1', origin: 'https://lms.test' } };

describe('a snapshot from the shell', () => {
  it('is taken with everything it names, and nothing else', () => {
    expect(readShellMessage({ kind: 'STATE', state: { ...state, function: 'eval', lastAck: { status: 'incomplete', extra: 1 } } })).toEqual({ kind: 'STATE', state: { ...state, lastAck: { status: 'incomplete' } } });
  });

  it.each([['<img onerror=alert(1)>'], ['not attempted'], ['PASSED'], [null], [1], [['passed']]])('is refused with the status %p', (status) => {
    expect(readState({ ...state, status })).toBeUndefined();
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['7'], [undefined], [{}]])('is refused with the revision %p', (rev) => {
    expect(readState({ ...state, rev })).toBeUndefined();
  });

  it.each([['NaN'], ['1e2'], ['100.01'], ['-1'], ['33.333'], [85], [{ toString: () => '85' }], ['']])('carries no score when that is %p', (raw) => {
    expect(readState({ ...state, score: { raw, max: '100', min: '0' } })).not.toHaveProperty('score');
  });

  it('writes its own bounds of a score, whatever it was told', () => {
    expect(readState({ ...state, score: { raw: '100', max: '1', min: '-5' } })?.score).toEqual({ raw: '100', max: '100', min: '0' });
  });

  it.each([['x'.repeat(10_000_000)], ['with\nnew line'], ['日本'], [''], [12]])('carries no location that an LMS could not keep', (location) => {
    expect(readState({ ...state, location })).not.toHaveProperty('location');
  });

  it('ignores a prototype in disguise', () => {
    const disguised = JSON.parse('{"epoch":1,"rev":1,"status":"passed","active":true,"__proto__":{"score":{"raw":"1"},"polluted":1}}') as object;
    expect(readState(disguised)).toEqual({ epoch: 1, rev: 1, status: 'passed', active: true });
    expect({}).not.toHaveProperty('polluted');
  });

  it('is no longer active only when it says so', () => {
    expect(readState({ ...state, active: 'no' })?.active).toBe(true);
    expect(readState({ ...state, active: false })?.active).toBe(false);
  });
});

describe('other messages of the shell', () => {
  it.each([[undefined], [null], ['READY'], [7], [[]], [{}], [{ kind: 'eval', code: '1' }], [{ kind: 'STATE' }], [{ kind: 'WELCOME', pointer: 'x' }]])('drops %p', (data) => {
    expect(readShellMessage(data)).toBeUndefined();
  });

  it('reads a welcome and leaves out a pointer that is none', () => {
    const welcome = { kind: 'WELCOME', pointer: 'rd1.abc.def', token: 't', epoch: 2, state, policy: {}, tracking: true, texts: { 'package.quiet': 'Hm', 'shell.exit': 'Exit', 'package.odd': 5 } };
    expect(readShellMessage(welcome)).toMatchObject({ pointer: 'rd1.abc.def', tracking: true, lmsComplete: false, texts: { 'package.quiet': 'Hm', 'package.odd': '' } });
    expect(readShellMessage({ ...welcome, pointer: "';drop" })).toMatchObject({ pointer: '' });
    expect(readShellMessage({ ...welcome, pointer: `rd1.${'a'.repeat(90)}` })).toMatchObject({ pointer: '' });
  });

  it('takes an exit with and without a last word', () => {
    expect(readShellMessage({ kind: 'EXIT' })).toEqual({ kind: 'EXIT' });
    expect(readShellMessage({ kind: 'EXIT', state })).toEqual({ kind: 'EXIT', state });
  });

  it('falls back to a careful policy, within bounds', () => {
    expect(readPolicy({ keepAliveSec: 1, launchMode: 'window.open', exitValue: 'logout', statusPolicy: 'any', finishOnComplete: 'yes' })).toEqual({
      launchMode: 'auto', exitValue: 'suspend', finishOnComplete: false, mirrorLocation: true, keepAliveSec: 30, statusPolicy: 'ratchet', scorePolicy: 'ratchet',
    });
    expect(readPolicy({ keepAliveSec: 1e9, exitValue: '' })).toMatchObject({ keepAliveSec: 3600, exitValue: '' });
  });
});

describe('opening the line', () => {
  it('answers only to READY with the nonce', () => {
    expect(readReady({ kind: 'READY', n: 'abc', load: '1' }, 'abc')).toEqual({ load: '1' });
    expect(readReady({ kind: 'READY', n: 'abd' }, 'abc')).toBeUndefined();
    expect(readReady({ kind: 'READY', n: '' }, '')).toBeUndefined();
    expect(readReady({ kind: 'HELLO', n: 'abc' }, 'abc')).toBeUndefined();
  });

  it('takes HELLO only with the nonce, and the learner exactly as named', () => {
    expect(readHello(hello, 'abc')).toMatchObject({ learner: { id: 'a&b#c/é "1', name: 'Last, First' }, lms: { status: 'incomplete', pointer: 'rd1.x.y', lang: '' } });
    expect(readHello(hello, 'other')).toBeUndefined();
    expect(readHello({ ...hello, n: '' }, '')).toBeUndefined();
    expect(readHello({ ...hello, learner: null }, 'abc')?.learner).toEqual({ id: '', name: '' });
  });
});

describe('a message of the package', () => {
  it('reads what the LMS confirmed', () => {
    const ack = { kind: 'ACK', rev: 7.9, wrote: ['cmi.core.lesson_status', 5], commit: true, error: '', readback: { status: 'passed', score: '85' }, eval: 'x' };
    expect(readPackageMessage(ack)).toEqual({ kind: 'ACK', rev: 7, wrote: ['cmi.core.lesson_status', ''], commit: true, error: '', readback: { status: 'passed', score: '85' } });
  });

  it.each([[{ kind: 'ACK' }], [{ kind: 'ACK', rev: Number.NaN }], [{ kind: 'STATE', state }], [null], ['DONE']])('drops %p', (data) => {
    expect(readPackageMessage(data)).toBeUndefined();
  });

  it('takes a stored pointer only from a plain yes', () => {
    expect(readPackageMessage({ kind: 'ATTACHED', pointerStored: 'true' })).toEqual({ kind: 'ATTACHED', pointerStored: false });
    expect(readPackageMessage({ kind: 'ATTACHED', pointerStored: true, prior: { status: 'completed' } })).toEqual({ kind: 'ATTACHED', pointerStored: true, prior: { status: 'completed' } });
  });
});
