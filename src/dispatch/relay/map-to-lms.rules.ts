/** A word of SCORM 1.2 `cmi.core.lesson_status`; '' while nothing may be said yet. */
export type LmsStatus = '' | 'incomplete' | 'completed' | 'passed' | 'failed' | 'browsed';

/** What a course reported, whatever its standard. */
export interface SourceResult {
  /** Whether the learner ever opened the course. */
  started: boolean;
  completion: 'UNKNOWN' | 'COMPLETED' | 'INCOMPLETE';
  success: 'UNKNOWN' | 'PASSED' | 'FAILED';
  /** The course's own word, where its standard has one: SCORM 1.2, or AICC's first letter. */
  word?: string;
  /** cmi5 only: the requirement was lifted. */
  waived?: boolean;
}

/** How a destination wants results told. */
export interface MappingPolicy {
  statusMap: 'both' | 'completedOnly' | 'passedOnly';
  failedAs: 'failed' | 'incomplete';
}

const isBrowsed = (word = '') => /^b(rowsed)?$/i.test(word.trim());

function defaultVocabulary(source: SourceResult, lmsMode: string): LmsStatus {
  if (!source.started) return '';
  if (isBrowsed(source.word) && lmsMode === 'browse') return 'browsed';
  if (source.success === 'PASSED') return 'passed';
  if (source.success === 'FAILED') return 'failed';
  if (source.completion === 'COMPLETED' || source.waived) return 'completed';
  return 'incomplete';
}

/** The lesson_status of a result in the vocabulary of the destination (RELAY 1.7); never `not attempted`. */
export function mapStatus(source: SourceResult, policy: MappingPolicy, lmsMode = 'normal'): LmsStatus {
  const status = defaultVocabulary(source, lmsMode);
  if (status === 'failed') return policy.failedAs === 'incomplete' || policy.statusMap === 'completedOnly' ? 'incomplete' : 'failed';
  if (policy.statusMap === 'completedOnly' && status === 'passed') return 'completed';
  if (policy.statusMap === 'passedOnly' && status === 'completed') return 'passed';
  return status;
}

export interface SourceScore {
  scaled?: number;
  raw?: number;
  min?: number;
  max?: number;
}

const finite = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);
const clamped = (percent: number): number => Math.min(100, Math.max(0, percent));

function percentOf({ scaled, raw, min, max }: SourceScore): number | undefined {
  if (finite(scaled) && scaled <= 1) return clamped(scaled * 100);
  if (!finite(raw)) return undefined;
  if (finite(min) && finite(max) && max > min) return clamped((100 * (raw - min)) / (max - min));
  return raw >= 0 && raw <= 100 ? raw : undefined;
}

/** A score as every LMS takes it: 0..100, a dot, at most two places, no exponent; `undefined` when none can be told (RELAY 1.7). */
export function mapScore(score: SourceScore): { raw: string; max: '100'; min: '0' } | undefined {
  const percent = percentOf(score);
  return percent === undefined ? undefined : { raw: String(Math.round(percent * 100) / 100), max: '100', min: '0' };
}

/** The bookmark's label when an LMS can keep it: at most 255 printable ASCII characters. */
export const mapLocation = (location: string | undefined): string | undefined => (location && /^[\x20-\x7e]{1,255}$/.test(location) ? location : undefined);
