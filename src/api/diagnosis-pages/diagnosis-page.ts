import type { WholeTimeline } from '../../dispatch/diagnostics/find-launch-timelines';
import { shownReference } from '../../dispatch/diagnostics/reference-code.rules';
import type { SelfTestResult } from '../../dispatch/diagnostics/selftest-code.rules';
import type { LmsCall, TimelineEntry } from '../../dispatch/diagnostics/timeline-entry.rules';
import type { DiagnosisWords } from './diagnosis-words';

interface Step {
  iso: string;
  time: string;
  what: string;
  /** Colours the mark; the words say it too. */
  tone: 'good' | 'bad' | 'neutral';
  notes: string[];
  calls: object[];
}

const wordsOf = ({ status, score }: { status: string; score?: string }) => [status, score].filter(Boolean).join(', ') || '–';

type Of<K extends TimelineEntry['kind']> = Extract<TimelineEntry, { kind: K }>;
type Said = Omit<Step, 'iso' | 'time'>;
const said = (what: string, tone: Step['tone'] = 'neutral', notes: (string | false | undefined)[] = [], calls: object[] = []): Said => ({ what, tone, notes: notes.filter((note): note is string => Boolean(note)), calls });

function launchSaid(words: DiagnosisWords, { lms, via, origins }: Of<'launch'>): Said {
  return said(words.text('launch'), 'neutral', [via, `${words.text('lms.prior')}: ${[lms.status, lms.entry, lms.mode].filter(Boolean).join(', ') || '–'}${lms.pointer ? ` (suspend_data ${lms.pointer})` : ''}`, origins.join(' ')]);
}

function ackSaid(words: DiagnosisWords, { committed, rev, error, readBack, prior, pointerStored }: Of<'ack'>): Said {
  const notes = [readBack && words.text('readBack', { what: wordsOf(readBack) }), prior && words.text('prior', { what: wordsOf(prior) }), pointerStored !== undefined && `suspend_data ${pointerStored ? '✓' : '✕'}`];
  if (committed) return said(words.text('confirmed', { rev: String(rev ?? '') }), 'good', [error, ...notes]);
  return pointerStored !== undefined ? said(words.text('event.course-open'), 'neutral', notes) : said(words.text('unconfirmed', { why: error ?? '–' }), 'bad', notes);
}

const callRow = ({ name, element = '', value = '', answer, error, after }: LmsCall) => ({ name, element, value, answer: error ? `${answer} (${error})` : answer, after });

const troubles = new Set(['offline', 'quiet', 'unreachable', 'ended', 'lms-gone', 'unconfirmed']);

function stepOf(words: DiagnosisWords, entry: TimelineEntry): Said {
  switch (entry.kind) {
    case 'launch':
      return launchSaid(words, entry);
    case 'decision':
      return said(words.has(`decision.${entry.what}`) ? words.text(`decision.${entry.what}`) : entry.what, 'good', [words.text(`proof.${entry.proof}`), entry.registrationId]);
    case 'refused':
      return said(words.text('refused', { why: words.refusal(entry.code) }), 'bad');
    case 'state':
      return entry.active ? said(words.text('told', { what: wordsOf({ status: entry.status || '–', ...(entry.score && { score: entry.score }) }) })) : said(words.text('state.inactive'), 'bad');
    case 'ack':
      return ackSaid(words, entry);
    case 'event':
      return said(words.text(`event.${entry.what}`), troubles.has(entry.what) ? 'bad' : 'neutral');
    case 'lms':
      return said(words.text('calls', { count: String(entry.calls.length) }), entry.calls.some(({ answer }) => answer === 'threw' || answer === 'false') ? 'bad' : 'neutral', [], entry.calls.map(callRow));
  }
}

/** A launch for the template. */
export function launchPage(words: DiagnosisWords, { head, entries, courseTitle }: WholeTimeline): object {
  const launch = entries.find((entry): entry is Of<'launch'> => entry.kind === 'launch');
  const isIn = head.outcome === 'accepted';
  const facts: [string, string | undefined, boolean?][] = [
    ['reference', shownReference(head.code), true], ['course', courseTitle], ['opened', words.moment(head.createdAt)], ['learner', head.learner || '–', true], ['site', head.origin, true], ['package', head.packageVersion, true], ['browser', launch?.agent, true],
  ];
  return {
    heading: isIn ? words.text('accepted') : words.refusal(head.outcome), tone: isIn ? 'good' : 'bad', eyebrow: words.text('title'), hidden: words.text('hidden'), timelineLabel: words.text('timeline'), factsLabel: words.text('facts'),
    facts: facts.flatMap(([key, value, isCode]) => (value ? [{ term: words.text(key), value, isCode: Boolean(isCode) }] : [])),
    heads: [...['call', 'element', 'value', 'answer'].map((key) => words.text(key)), `${words.text('after')} (ms)`],
    steps: entries.map((entry): Step => ({ iso: new Date(entry.at).toISOString(), time: words.time(entry.at), ...stepOf(words, entry) })),
    results: '', isBegin: false,
  };
}

const marks = { ok: '✓', note: '!', problem: '✕', unknown: '?' } as const;

/** What the code of a self-test says. */
export function selfTestPage(words: DiagnosisWords, { verdict, results }: SelfTestResult): object {
  return {
    heading: words.verdict(verdict), tone: verdict === 'fine' ? 'good' : 'bad', eyebrow: words.text('selftest.title'), hidden: words.text('selftest.sentence'), facts: [], steps: [], heads: [], factsLabel: '', timelineLabel: '', isBegin: false,
    results: { label: words.text('selftest.results'), rows: results.map(({ check, state }) => ({ state, mark: marks[state], what: words.selfTest(`check.${check}`), says: words.selfTest(state) })) },
  };
}

/** The page before a reference is known, or when nothing is found. */
export const emptyPage = (words: DiagnosisWords, problem?: 'notFound' | 'tooMany'): object => ({
  heading: words.text(problem ? `${problem}.heading` : 'title'), tone: problem ? 'bad' : 'neutral', eyebrow: problem ? words.text('title') : '', hidden: words.text(problem ? `${problem}.sentence` : 'lead'), facts: [], steps: [], heads: [], results: '', factsLabel: '', timelineLabel: '', isBegin: !problem,
});
