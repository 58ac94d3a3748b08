export const dayMs = 86_400_000;
const usualDays = 30;
/** A leap year. */
const mostDays = 366;
const longestValue = 255;
const mostTags = 50;

/** What a report can be asked to show, as its address carries it: days such as `2026-01-31`, tags separated by commas. */
export const askedNames = ['from', 'to', 'course', 'destination', 'learner', 'courseTags', 'learnerTags', 'registrationTags'] as const;
export type AskedName = (typeof askedNames)[number];
export type AskedView = Partial<Record<AskedName, string>>;

/** A report in whole days, UTC: `since` is the first moment in it, `until` the first one behind it. */
export interface ReportView {
  since: number;
  until: number;
  courseId?: string;
  destinationId?: string;
  learnerId?: string;
  courseTags: string[];
  learnerTags: string[];
  registrationTags: string[];
}

type ViewProblem = 'day' | 'order' | 'length' | 'learner' | 'words';
export interface WrongField {
  field: AskedName;
  problem: ViewProblem;
}

/** How far the holder of a report's address may go (SEMANTICS 17): nowhere, only deeper into what it shows, anywhere. */
export const navPermissions = ['NONAV', 'DOWNONLY', 'FREENAV'] as const;
export type NavPermission = (typeof navPermissions)[number];

export const tagsIn = (text: string | undefined): string[] => [...new Set((text ?? '').split(',').map((tag) => tag.trim()).filter(Boolean))];

/** Milliseconds of a day's beginning; nothing when there is no such day. */
function dayOf(text: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : at;
}

export const writtenDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The view that is asked for, or the first field that is wrong; without days it is the last 30 of them. One person's results are for `admin` only. */
export function readView(asked: AskedView, now: number, admin: boolean): ReportView | WrongField {
  const wordy = askedNames.find((name) => !isReadable(name, asked[name] ?? ''));
  if (wordy) return { field: wordy, problem: 'words' };
  if (asked.learner && !admin) return { field: 'learner', problem: 'learner' };
  const days = readDays(asked, now);
  if ('field' in days) return days;
  return {
    ...days, ...(asked.course && { courseId: asked.course }), ...(asked.destination && { destinationId: asked.destination }), ...(asked.learner && { learnerId: asked.learner }),
    courseTags: tagsIn(asked.courseTags), learnerTags: tagsIn(asked.learnerTags), registrationTags: tagsIn(asked.registrationTags),
  };
}

function isReadable(name: AskedName, value: string): boolean {
  const words = name.endsWith('Tags') ? tagsIn(value) : [value];
  return words.length <= mostTags && words.every((word) => word.length <= longestValue && !word.includes('\0'));
}

function readDays({ from, to }: AskedView, now: number): { since: number; until: number } | WrongField {
  const last = to ? dayOf(to) : from ? undefined : now - (now % dayMs);
  if (to && last === undefined) return { field: 'to', problem: 'day' };
  const first = from ? dayOf(from) : (last ?? 0) - (usualDays - 1) * dayMs;
  if (first === undefined) return { field: 'from', problem: 'day' };
  const end = last ?? Math.max(first, Math.min(now - (now % dayMs), first + (mostDays - 1) * dayMs));
  if (end < first) return { field: 'to', problem: 'order' };
  return end - first >= mostDays * dayMs ? { field: 'from', problem: 'length' } : { since: first, until: end + dayMs };
}

/** What `asked` comes to for somebody who was given `given`; nothing when it would lead further than `nav` lets them. */
export function allowedView(nav: NavPermission, given: AskedView, asked: AskedView): AskedView | undefined {
  const wanted = Object.fromEntries(askedNames.flatMap((name) => (asked[name] ? [[name, asked[name]]] : []))) as AskedView;
  if (nav === 'FREENAV') return Object.keys(wanted).length ? wanted : given;
  const both = { ...given, ...wanted };
  if (nav === 'NONAV') return askedNames.every((name) => both[name] === given[name]) ? given : undefined;
  return askedNames.every((name) => !given[name] || isWithin(name, given[name], both[name] ?? '')) ? both : undefined;
}

function isWithin(name: AskedName, given: string, wanted: string): boolean {
  if (name === 'from') return wanted >= given;
  if (name === 'to') return wanted <= given;
  return name.endsWith('Tags') ? tagsIn(wanted).length > 0 && tagsIn(wanted).every((tag) => tagsIn(given).includes(tag)) : wanted === given;
}
