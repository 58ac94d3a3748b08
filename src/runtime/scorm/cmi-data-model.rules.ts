import type { Completion, Success } from './runtime-state.rules';

/** What the manifest says about judging one activity. */
export interface Thresholds {
  /** SCORM 2004 completion threshold: completed when cmi.progress_measure reaches it. */
  minProgressMeasure?: number;
  /** SCORM 2004 cmi.scaled_passing_score: passed when cmi.score.scaled reaches it. */
  scaledPassingScore?: number;
}

export interface CmiScore {
  scaled?: number;
  raw?: string;
  min?: string;
  max?: string;
}

interface CmiInteraction {
  id: string;
  type?: string;
  objectives: string[];
  timestamp?: string;
  correctResponses: string[];
  weighting?: string;
  learnerResponse?: string;
  result?: string;
  latency?: string;
  description?: string;
}

interface CmiObjective {
  id: string;
  score: CmiScore;
  completion: Completion;
  success: Success;
  progressMeasure?: number;
  description?: string;
}

interface CmiComment {
  value: string;
  location?: string;
  timestamp?: string;
}

/** One activity's data in one form, whichever SCORM edition it was written in. */
export interface CmiReading {
  completion: Completion;
  success: Success;
  score: CmiScore;
  /** The status word as the content wrote it, such as `browsed` or `not attempted`. */
  statusWord?: string;
  location?: string;
  suspendData?: string;
  progressMeasure?: number;
  entry?: string;
  exit?: string;
  mode?: string;
  credit?: string;
  sessionTime?: string;
  totalTime?: string;
  preference: { audioLevel?: string; language?: string; deliverySpeed?: string; audioCaptioning?: string };
  interactions: CmiInteraction[];
  objectives: CmiObjective[];
  learnerComments: CmiComment[];
  lmsComments: CmiComment[];
}

type Cmi = Readonly<Record<string, string>>;

const completions: Record<string, Completion> = { completed: 'COMPLETED', passed: 'COMPLETED', failed: 'COMPLETED', incomplete: 'INCOMPLETE', browsed: 'INCOMPLETE' };
const successes: Record<string, Success> = { passed: 'PASSED', failed: 'FAILED' };

export const completionOf = (word: string | undefined): Completion => completions[word ?? ''] ?? 'UNKNOWN';
export const successOf = (word: string | undefined): Success => successes[word ?? ''] ?? 'UNKNOWN';

/** Rounds to four decimals: what reports, the relay and the API need and no float noise. */
export const fourDecimals = (value: number) => Math.round(value * 10_000) / 10_000;

export function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Scaled score, or raw between min and max, or raw alone when it lies in 0..100 (SCORM 1.2 RTE 3.4.4); else no score. */
export function readScore(cmi: Cmi, prefix: string): CmiScore {
  const [raw, min, max] = [cmi[`${prefix}raw`] || undefined, cmi[`${prefix}min`] || undefined, cmi[`${prefix}max`] || undefined];
  const scaled = numberOf(cmi[`${prefix}scaled`]) ?? scaleRaw(numberOf(raw), numberOf(min), numberOf(max));
  return { ...(scaled === undefined ? {} : { scaled: fourDecimals(Math.min(1, Math.max(-1, scaled))) }), ...(raw && { raw }), ...(min && { min }), ...(max && { max }) };
}

function scaleRaw(raw: number | undefined, min: number | undefined, max: number | undefined): number | undefined {
  if (raw === undefined) return undefined;
  if (max !== undefined && max > (min ?? 0)) return Math.min(1, Math.max(0, (raw - (min ?? 0)) / (max - (min ?? 0))));
  return raw >= 0 && raw <= 100 ? raw / 100 : undefined;
}

/** SCORM 1.2 data lives under cmi.core; an empty snapshot reads the same in both. */
export const isScorm12 = (cmi: Cmi) => Object.keys(cmi).some((element) => element.startsWith('cmi.core.') || element.startsWith('cmi.student_'));

/** Reads one activity's snapshot; thresholds of the manifest decide before the content's own words (RTE 4.2.4, 4.2.22). */
export function readCmi(cmi: Cmi, thresholds: Thresholds = {}): CmiReading {
  return isScorm12(cmi) ? readScorm12(cmi) : readScorm2004(cmi, thresholds);
}

function readScorm12(cmi: Cmi): CmiReading {
  const status = cmi['cmi.core.lesson_status'];
  const comments = cmi['cmi.comments'];
  return {
    completion: completionOf(status),
    success: successOf(status),
    score: readScore(cmi, 'cmi.core.score.'),
    ...present({
      statusWord: status, location: cmi['cmi.core.lesson_location'], suspendData: cmi['cmi.suspend_data'], entry: cmi['cmi.core.entry'], exit: cmi['cmi.core.exit'],
      mode: cmi['cmi.core.lesson_mode'], credit: cmi['cmi.core.credit'], sessionTime: cmi['cmi.core.session_time'], totalTime: cmi['cmi.core.total_time'],
    }),
    preference: present({
      audioLevel: cmi['cmi.student_preference.audio'], language: cmi['cmi.student_preference.language'],
      deliverySpeed: cmi['cmi.student_preference.speed'], audioCaptioning: cmi['cmi.student_preference.text'],
    }),
    interactions: readInteractions(cmi),
    objectives: listOf(cmi, 'cmi.objectives.').map((prefix) => ({
      id: cmi[`${prefix}id`] ?? '', score: readScore(cmi, `${prefix}score.`), completion: completionOf(cmi[`${prefix}status`]), success: successOf(cmi[`${prefix}status`]),
    })),
    learnerComments: comments ? [{ value: comments }] : [],
    lmsComments: cmi['cmi.comments_from_lms'] ? [{ value: cmi['cmi.comments_from_lms'] }] : [],
  };
}

function readScorm2004(cmi: Cmi, thresholds: Thresholds): CmiReading {
  const score = readScore(cmi, 'cmi.score.');
  const progressMeasure = numberOf(cmi['cmi.progress_measure']);
  return {
    completion: judgedCompletion(cmi['cmi.completion_status'], progressMeasure, thresholds.minProgressMeasure),
    success: judgedSuccess(cmi['cmi.success_status'], score.scaled, thresholds.scaledPassingScore),
    score,
    ...present({
      statusWord: cmi['cmi.completion_status'], location: cmi['cmi.location'], suspendData: cmi['cmi.suspend_data'], entry: cmi['cmi.entry'], exit: cmi['cmi.exit'],
      mode: cmi['cmi.mode'], credit: cmi['cmi.credit'], sessionTime: cmi['cmi.session_time'], totalTime: cmi['cmi.total_time'],
    }),
    ...(progressMeasure === undefined ? {} : { progressMeasure }),
    preference: present({
      audioLevel: cmi['cmi.learner_preference.audio_level'], language: cmi['cmi.learner_preference.language'],
      deliverySpeed: cmi['cmi.learner_preference.delivery_speed'], audioCaptioning: cmi['cmi.learner_preference.audio_captioning'],
    }),
    interactions: readInteractions(cmi),
    objectives: listOf(cmi, 'cmi.objectives.').map((prefix) => readObjective2004(cmi, prefix)),
    learnerComments: readComments(cmi, 'cmi.comments_from_learner.'),
    lmsComments: readComments(cmi, 'cmi.comments_from_lms.'),
  };
}

/** RTE 4.2.4: with a threshold the measure decides; without a measure the content's word stays. */
function judgedCompletion(word: string | undefined, measure: number | undefined, threshold: number | undefined): Completion {
  if (threshold === undefined || measure === undefined) return completionOf(word);
  return measure >= threshold ? 'COMPLETED' : 'INCOMPLETE';
}

/** RTE 4.2.22: with a passing score the scaled score alone decides; without a score nothing is known. */
function judgedSuccess(word: string | undefined, scaled: number | undefined, passing: number | undefined): Success {
  if (passing === undefined) return successOf(word);
  if (scaled === undefined) return 'UNKNOWN';
  return scaled >= passing ? 'PASSED' : 'FAILED';
}

function readObjective2004(cmi: Cmi, prefix: string): CmiObjective {
  const progressMeasure = numberOf(cmi[`${prefix}progress_measure`]);
  return {
    id: cmi[`${prefix}id`] ?? '', score: readScore(cmi, `${prefix}score.`),
    completion: completionOf(cmi[`${prefix}completion_status`]), success: successOf(cmi[`${prefix}success_status`]),
    ...(progressMeasure === undefined ? {} : { progressMeasure }), ...present({ description: cmi[`${prefix}description`] }),
  };
}

/** 1.2 says time and student_response where 2004 says timestamp and learner_response; 1.2 `wrong` is 2004 `incorrect`. */
function readInteractions(cmi: Cmi): CmiInteraction[] {
  return listOf(cmi, 'cmi.interactions.').map((prefix) => {
    const result = cmi[`${prefix}result`];
    return {
      id: cmi[`${prefix}id`] ?? '',
      objectives: valuesOf(cmi, `${prefix}objectives.`, 'id'),
      correctResponses: valuesOf(cmi, `${prefix}correct_responses.`, 'pattern'),
      ...present({
        type: cmi[`${prefix}type`], timestamp: cmi[`${prefix}timestamp`] ?? cmi[`${prefix}time`], weighting: cmi[`${prefix}weighting`],
        learnerResponse: cmi[`${prefix}learner_response`] ?? cmi[`${prefix}student_response`], result: result === 'wrong' ? 'incorrect' : result,
        latency: cmi[`${prefix}latency`], description: cmi[`${prefix}description`],
      }),
    };
  });
}

const readComments = (cmi: Cmi, prefix: string): CmiComment[] =>
  listOf(cmi, prefix).map((entry) => ({ value: cmi[`${entry}comment`] ?? '', ...present({ location: cmi[`${entry}location`], timestamp: cmi[`${entry}timestamp`] }) }));

/** Prefixes `cmi.interactions.0.`, `cmi.interactions.1.` ... that hold at least one element, in order. */
function listOf(cmi: Cmi, prefix: string): string[] {
  const indexes = new Set<number>();
  for (const element of Object.keys(cmi)) {
    const index = element.startsWith(prefix) ? /^\d+(?=\.)/.exec(element.slice(prefix.length)) : null;
    if (index) indexes.add(Number(index[0]));
  }
  return [...indexes].sort((a, b) => a - b).map((index) => `${prefix}${index}.`);
}

/** The `pattern` of correct_responses.0, .1 ... up to the first that is missing. */
function valuesOf(cmi: Cmi, prefix: string, field: string): string[] {
  const values: string[] = [];
  for (let value = cmi[`${prefix}0.${field}`]; value !== undefined; value = cmi[`${prefix}${values.length}.${field}`]) values.push(value);
  return values;
}

type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

function present<T extends Record<string, string | undefined>>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')) as Present<T>;
}

/**
 * SCORM 1.2 status at LMSFinish (RTE 3.4.4.1): in normal mode for credit a raw score is held against the manifest's mastery score;
 * content that never set a status is completed. Anything else keeps the content's own word.
 */
export function statusAtFinish12(cmi: Cmi, masteryScore: number | undefined): string {
  const [status, raw] = [cmi['cmi.core.lesson_status'] ?? '', numberOf(cmi['cmi.core.score.raw'])];
  const counts = (cmi['cmi.core.credit'] ?? 'credit') === 'credit' && (cmi['cmi.core.lesson_mode'] ?? 'normal') === 'normal';
  if (counts && masteryScore !== undefined && raw !== undefined) return raw >= masteryScore ? 'passed' : 'failed';
  return status === '' || status === 'not attempted' ? 'completed' : status;
}
