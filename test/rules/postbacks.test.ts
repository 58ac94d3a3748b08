import { type OpenPostback, orderLines } from '../../src/postbacks/line-order.rules';
import { shownAddress } from '../../src/postbacks/postback-target.rules';
import { mostAttempts, pauseAfter, readRetryAfter } from '../../src/postbacks/retry-schedule.rules';
import { signatureHeaders } from '../../src/postbacks/sign-postback.rules';

describe('the schedule', () => {
  const all = (random: number) => Array.from({ length: mostAttempts - 1 }, (_, n) => pauseAfter(n + 1, random) ?? 0);
  test('12 tries over 75 to 95 hours, whatever the jitter', () => {
    expect(mostAttempts).toBe(12);
    for (const random of [0, 0.5, 1]) {
      const hours = all(random).reduce((sum, one) => sum + one, 0) / 3_600_000;
      expect(hours).toBeGreaterThanOrEqual(75);
      expect(hours).toBeLessThan(95);
    }
    expect(pauseAfter(12, 0)).toBeUndefined();
  });
  test('Retry-After: seconds and dates, never earlier than the schedule, a day at most', () => {
    expect(readRetryAfter('120', 0)).toBe(120_000);
    expect(readRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 10_000)).toBe(50_000);
    expect(readRetryAfter('soon', 0)).toBeUndefined();
    expect(pauseAfter(1, 0, 120_000)).toBe(120_000);
    expect(pauseAfter(1, 0, 1)).toBe(5_000);
    expect(pauseAfter(1, 0, 1e12)).toBe(86_400_000);
  });
});

describe('the line of a registration', () => {
  const one = (postbackKey: string, more: Partial<OpenPostback> = {}): OpenPostback => ({ postbackKey, registrationKey: 'r', instanceKey: 'i', state: 'waiting', dueAt: 100, sequence: null, ...more });
  const order = (due: string[], open: OpenPostback[]) => {
    const { go, later, superseded } = orderLines(new Set(due), open, 1000);
    return { go: go.map((o) => o.postbackKey), later: later.map((l) => [l.postbackKey, l.until]), superseded };
  };
  test('alone it goes; not while another is on its way', () => {
    expect(order(['a'], [one('a')])).toEqual({ go: ['a'], later: [], superseded: [] });
    expect(order(['a'], [one('a'), one('b', { state: 'sending', sequence: 1, instanceKey: 'j' })])).toEqual({ go: [], later: [['a', 2000]], superseded: [] });
  });
  test('a newer state takes the place of a further try of its instance, and waits behind that of another one', () => {
    expect(order(['b'], [one('a', { sequence: 1, dueAt: 9000 }), one('b')])).toEqual({ go: ['b'], later: [], superseded: ['a'] });
    expect(order(['b'], [one('a', { sequence: 1, dueAt: 9000, instanceKey: 'j' }), one('b')])).toEqual({ go: [], later: [['b', 9001]], superseded: [] });
    expect(order(['a'], [one('a', { sequence: 1 }), one('b', { dueAt: 5000 })])).toEqual({ go: ['a'], later: [], superseded: [] });
  });
  test('replayed ones go by their numbers; other registrations are not held up', () => {
    expect(order(['a', 'b', 'x'], [one('b', { sequence: 2 }), one('a', { sequence: 1 }), one('x', { registrationKey: 'other' })])).toEqual({ go: ['a', 'x'], later: [['b', 2000]], superseded: [] });
  });
});

test('a signature with two live secrets; an address without its secrets', () => {
  const headers = signatureHeaders('msg_1', 1614265330, '{"test": 2432232314}', ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSX']);
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  expect(shownAddress('https://user:word@x.example:8443/a/b?token=1#f')).toBe('https://x.example:8443/a/b?...');
});
