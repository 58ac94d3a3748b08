import { faultOfName } from '../../platform/archive/entry-names.rules';

export type MediaKind = 'pdf' | 'mp3' | 'mp4';

/** A media file that becomes a course of one page. */
export interface MediaRequest {
  kind: MediaKind;
  /** The course keeps only the address of the file and loads it at launch. */
  isReference?: boolean;
  /** As the sender calls it. */
  fileName?: string;
  title?: string;
  description?: string;
  /** A language tag. */
  language?: string;
  /** How long it takes, in seconds. */
  seconds?: number;
}

const longestName = 120;

/** Without control characters, which no XML may hold, and in one line. */
export const oneLine = (text: string): string => text.replace(/[\s\0-\x1f\x7f-\x9f\ufffe\uffff]+/g, ' ').replace(/\p{Surrogate}/gu, '').trim();

/** What the file is called inside the course: its own name where every system can store it, with the ending of its kind. */
export function nameInCourse({ kind, fileName = '' }: Pick<MediaRequest, 'kind' | 'fileName'>): string {
  const ending = `.${kind}`;
  const stem = oneLine(lastPart(fileName)).replace(/[<>:"|?*%#]+/g, '-').replace(/\.[^.]*$/, '').slice(0, longestName).trim();
  const name = `${stem}${ending}`;
  return stem === '' || faultOfName(name) ? `media${ending}` : name;
}

/** The title: the given one, else the file's name without its ending, else the course's id. */
export const titleOf = ({ title, fileName = '' }: Pick<MediaRequest, 'title' | 'fileName'>, courseId: string): string =>
  [title ?? '', lastPart(fileName).replace(/(?<=.)\.[^.]*$/, ''), courseId].map(oneLine).find(Boolean) ?? 'Course';

const lastPart = (path: string) => path.replace(/\\/g, '/').split('/').at(-1) ?? '';

/** The file name an address ends in, if it does. */
export function fileNameOf(url: string): string | undefined {
  try {
    return decodeURIComponent(lastPart(new URL(url).pathname)) || undefined;
  } catch {
    return undefined; // its percent-encoding is broken
  }
}

const begins: Record<MediaKind, (bytes: Buffer) => boolean> = {
  pdf: (bytes) => bytes.subarray(0, 1024).includes('%PDF-'),
  mp3: (bytes) => bytes.subarray(0, 3).toString('latin1') === 'ID3' || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0),
  mp4: (bytes) => /^(ftyp|moov|mdat|free|skip|wide|styp)$/.test(bytes.subarray(4, 8).toString('latin1')),
};

/** Whether a file begins as one of its kind does. */
export const looksLike = (kind: MediaKind, bytes: Buffer): boolean => begins[kind](bytes);
