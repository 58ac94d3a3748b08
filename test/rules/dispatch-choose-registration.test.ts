import { chooseRegistration, type KnownSeat, type LaunchFacts } from '../../src/dispatch/relay/choose-registration.rules';

const now = 1_800_000_000_000;
const hour = 3_600_000;
const seat = (part: Partial<KnownSeat> = {}): KnownSeat => ({ seatKey: 's1', finished: false, createdAt: now - hour, proofShown: false, ...part });
const facts = (part: Partial<LaunchFacts> = {}): LaunchFacts => ({
  now, badProof: false, known: [], destinationKeepsProofs: false, instanced: true, lms: { status: 'not attempted', entry: 'ab-initio', mode: 'normal' }, ...part,
});
const resume = (part: object = {}) => ({ kind: 'resume', seatKey: 's1', unproven: true, readOnly: false, ...part });

describe('which registration a launch opens (RELAY 1.6)', () => {
  it('a valid proof resumes that one, whatever else is known', () =>
    expect(chooseRegistration(facts({ proven: seat({ finished: true }), known: [seat({ seatKey: 's2' })] }))).toEqual(resume({ unproven: false })));

  it('nothing shown, nothing known: a new learner', () => expect(chooseRegistration(facts())).toEqual({ kind: 'create' }));

  it('unfinished at a destination that never showed a proof: resumed unproven', () => expect(chooseRegistration(facts({ known: [seat()] }))).toEqual(resume()));

  it.each([true, false])('unfinished at a destination that keeps proofs: starts afresh (instanced %s)', (instanced) =>
    expect(chooseRegistration(facts({ known: [seat()], destinationKeepsProofs: true, instanced }))).toEqual({ kind: 'fresh', after: 's1' }));

  it('finished and the LMS is untouched: a new instance when instanced', () =>
    expect(chooseRegistration(facts({ known: [seat({ finished: true })] }))).toEqual({ kind: 'new-instance', after: 's1' }));

  it('finished and the LMS is untouched, static: the finished one at an unproven destination, else blank', () => {
    const known = [seat({ finished: true })];
    expect(chooseRegistration(facts({ known, instanced: false }))).toEqual(resume());
    expect(chooseRegistration(facts({ known, instanced: false, destinationKeepsProofs: true }))).toEqual({ kind: 'fresh', after: 's1' });
  });

  it.each(['passed', 'completed'])('finished and the LMS says %s: untracked', (status) =>
    expect(chooseRegistration(facts({ known: [seat({ finished: true })], lms: { status, entry: '', mode: 'normal' } }))).toEqual({ kind: 'untracked' }));

  it('finished while the LMS lags behind: resumed, so that the result is mirrored', () =>
    expect(chooseRegistration(facts({ known: [seat({ finished: true })], lms: { status: 'incomplete', entry: 'resume', mode: 'normal' } }))).toEqual(resume()));

  it('a bad proof counts as none', () =>
    expect(chooseRegistration(facts({ badProof: true, known: [seat()], destinationKeepsProofs: true }))).toEqual({ kind: 'fresh', after: 's1' }));
});

describe('the ten-minute rule', () => {
  const known = [seat({ createdAt: now - 599_999 })];
  it('gives an unfinished one back that was just made, even where proofs are kept', () =>
    expect(chooseRegistration(facts({ known, destinationKeepsProofs: true }))).toEqual(resume()));
  it('ends after ten minutes', () =>
    expect(chooseRegistration(facts({ known: [seat({ createdAt: now - 600_000 })], destinationKeepsProofs: true }))).toEqual({ kind: 'fresh', after: 's1' }));
  it('does not open one whose proof the LMS has already shown', () =>
    expect(chooseRegistration(facts({ known: [seat({ createdAt: now - 1000, proofShown: true })], destinationKeepsProofs: true }))).toEqual({ kind: 'fresh', after: 's1' }));
});

describe('review (RELAY 1.12)', () => {
  const review = { status: 'passed', entry: '', mode: 'review' };
  it('with a proof opens that registration read-only', () =>
    expect(chooseRegistration(facts({ proven: seat(), lms: review }))).toEqual(resume({ unproven: false, readOnly: true })));
  it('RELAY 65: without a proof it is a launch like any other', () =>
    expect(chooseRegistration(facts({ lms: review }))).toEqual({ kind: 'create' }));
});
