const Sequencer = require('@jest/test-sequencer').default;

/** Tests that kill servers take minutes and have short files: they begin among the first, so that nobody waits for them at the end. */
module.exports = class SlowOnesFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const slow = sorted.filter(({ path }) => path.includes('/test/faults/'));
    const others = sorted.filter((one) => !slow.includes(one));
    return [...others.slice(0, 3 * slow.length).flatMap((one, n) => (n % 3 || !slow[n / 3] ? [one] : [slow[n / 3], one])), ...slow.slice(Math.ceil(Math.min(others.length, 3 * slow.length) / 3)), ...others.slice(3 * slow.length)];
  }
};
