import { pauseAfter } from '../../src/cli/moving-in/retry.rules';

const now = Date.parse('2030-01-01T00:00:00Z');
const pause = (status: number, retryAfter?: string, attempt = 1) => pauseAfter({ status, retryAfter, attempt }, 1000, now);

test('what may be mended by waiting is tried again, ever later, and not for ever', () => {
  expect([0, 408, 429, 500, 502, 503, 504].map((status) => pause(status))).toEqual([1000, 1000, 1000, 1000, 1000, 1000, 1000]);
  expect([1, 2, 3, 6, 7, 8, 9].map((attempt) => pause(503, undefined, attempt))).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000, undefined]);
});

test('what waiting does not mend is not tried again', () => {
  expect([302, 400, 401, 403, 404, 409, 413, 422, 501].map((status) => pause(status))).toEqual(Array(9).fill(undefined));
  expect(pause(409, '1')).toBe(1000); // the same request is still at work
});

test('a server may ask for more patience, by seconds or a date, within a quarter of an hour', () => {
  expect([pause(429, '7'), pause(503, 'Tue, 01 Jan 2030 00:00:30 GMT'), pause(429, '86400'), pause(429, '0'), pause(429, 'soon'), pause(429, 'Mon, 31 Dec 2029 00:00:00 GMT')]).toEqual([7000, 30_000, 900_000, 1000, 1000, 1000]);
});
