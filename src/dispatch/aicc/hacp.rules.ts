/** What an LMS says of a learner by GetParam (AICC CMI Guidelines 4.0, 5.1 and 6.4; HACP). */
export interface AiccLearner {
  id: string;
  name: string;
  /** lesson_status, lesson_mode and the entry flag in the words of SCORM 1.2. */
  status: string;
  mode: string;
  entry: string;
  /** 0..100, or ''. */
  score: string;
  location: string;
  /** core_lesson. */
  kept: string;
  language: string;
}

interface HacpAnswer {
  /** 0 is success; undefined when this is no answer of HACP. */
  error: number | undefined;
  errorText: string;
  data: string;
}

/** One request: the names and values of a form. */
export function hacpRequest(command: 'GetParam' | 'PutParam' | 'ExitAU', sid: string, data = ''): string {
  const fields = { command, version: '4.0', session_id: sid, AICC_Data: data };
  return Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/** `error=0`, `error_text=…`, `aicc_data=` with all that follows. */
export function readHacp(text: string): HacpAnswer {
  const start = /^[^\S\r\n]*aicc_data[^\S\r\n]*=/im.exec(text);
  const head = start ? text.slice(0, start.index) : text;
  const error = /^[^\S\r\n]*error[^\S\r\n]*=[^\S\r\n]*(\d{1,6})/im.exec(head)?.[1];
  return { error: error === undefined ? undefined : Number(error), errorText: /^[^\S\r\n]*error_text[^\S\r\n]*=(.*)$/im.exec(head)?.[1]?.trim() ?? '', data: start ? text.slice(start.index + start[0].length) : '' };
}

/** Lines of the groups of AICC data, by the group's name in lower case. */
function groupsOf(data: string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of data.split(/\r\n|\r|\n/)) {
    const name = /^\s*\[([\w .-]{1,100})\]\s*$/.exec(line)?.[1]?.toLowerCase();
    if (name === undefined) {
      lines.push(line);
      continue;
    }
    lines = [];
    groups.set(name, lines);
  }
  return groups;
}

const words = { p: 'passed', c: 'completed', f: 'failed', i: 'incomplete', b: 'browsed', n: 'not attempted' } as const;
const modes = { n: 'normal', b: 'browse', r: 'review' } as const;
/** Only the first letter of a word counts. */
const wordOf = <T extends Record<string, string>>(known: T, text: string): string => known[text.trim().charAt(0).toLowerCase()] ?? '';

/** `85`, or `17,20,0` with its maximum and minimum, as 0..100. */
function percentOf(score: string): string {
  const [raw = Number.NaN, max = 100, min = 0] = score.split(/[,;]/).map((part) => (part.trim() === '' ? Number.NaN : Number(part))).map((part, i) => (Number.isNaN(part) ? [Number.NaN, 100, 0][i] : part));
  const percent = max > min ? ((raw - min) / (max - min)) * 100 : raw;
  return Number.isFinite(percent) && percent >= 0 && percent <= 100 ? String(Math.round(percent * 100) / 100) : '';
}

export function readLearner(data: string): AiccLearner {
  const groups = groupsOf(data);
  const fieldOf = (group: string, name: string): string => {
    const line = (groups.get(group) ?? []).find((one) => one.split('=')[0]?.trim().toLowerCase() === name);
    return line?.slice(line.indexOf('=') + 1).trim() ?? '';
  };
  const [status = '', flag = ''] = fieldOf('core', 'lesson_status').split(',');
  return {
    id: fieldOf('core', 'student_id'), name: fieldOf('core', 'student_name'), status: wordOf(words, status), mode: wordOf(modes, fieldOf('core', 'lesson_mode')) || 'normal',
    entry: { a: 'ab-initio', r: 'resume' }[flag.trim().charAt(0).toLowerCase()] ?? '', score: percentOf(fieldOf('core', 'score')), location: fieldOf('core', 'lesson_location'),
    kept: (groups.get('core_lesson') ?? []).join('\n').trim(), language: fieldOf('student_preferences', 'language'),
  };
}

export interface AiccResult {
  status: string;
  score?: string;
  location?: string;
  seconds: number;
  pointer: string;
  /** The learner will come back to it. */
  suspended: boolean;
}

const two = (value: number) => String(value).padStart(2, '0');

/** Seconds as `HH:MM:SS`. */
function aiccTime(seconds: number): string {
  const whole = Math.min(35_999_999, Math.max(0, Math.floor(seconds)));
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The data of PutParam: always the whole of what the LMS should hold. Without a score none is named. */
export function aiccData({ status, score, location, seconds, pointer, suspended }: AiccResult): string {
  const core = [
    ['Lesson_Location', location ?? ''], ...(score === undefined ? [] : [['Score', `${score},100,0`]]), ['Lesson_Status', suspended ? `${capital(status)},Suspend` : capital(status)], ['Time', aiccTime(seconds)],
  ];
  return ['[Core]', ...core.map(([name, value]) => `${name}=${value}`), '[Core_Lesson]', pointer, ''].join('\r\n');
}
