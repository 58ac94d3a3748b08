export interface OpenPostback {
  postbackKey: string;
  registrationKey: string;
  instanceKey: string;
  state: 'waiting' | 'sending';
  dueAt: number;
  /** Absent until its first try. */
  sequence: number | null;
}
export interface LineOrder {
  /** At most one of each registration. */
  go: OpenPostback[];
  /** Not now: another one of the same registration comes first; look again at that moment. */
  later: { postbackKey: string; until: number }[];
  /** Tried in vain, and a newer state of the same instance goes now. */
  superseded: string[];
}

const soonMs = 1000;
const order = ({ sequence }: OpenPostback) => sequence ?? Number.POSITIVE_INFINITY;
const first = (a: OpenPostback, b: OpenPostback) => order(a) - order(b) || a.dueAt - b.dueAt || (a.postbackKey < b.postbackKey ? -1 : 1);

/** Which of the due messages go now, `open` being all that is open in their lines: one at a time for a registration, in the order of their numbers. */
export function orderLines(due: ReadonlySet<string>, open: readonly OpenPostback[], now: number): LineOrder {
  const lines = new Map<string, OpenPostback[]>();
  for (const one of open) lines.set(one.registrationKey, [...(lines.get(one.registrationKey) ?? []), one]);
  const result: LineOrder = { go: [], later: [], superseded: [] };
  for (const line of lines.values()) orderLine(due, line.sort(first), now, result);
  return result;
}

function orderLine(due: ReadonlySet<string>, line: readonly OpenPostback[], now: number, result: LineOrder): void {
  const fresh = new Set(line.filter((one) => one.sequence === null && due.has(one.postbackKey)).map((one) => one.instanceKey));
  const isSuperseded = (one: OpenPostback) => one.state === 'waiting' && one.sequence !== null && fresh.has(one.instanceKey);
  const isBusy = line.some((one) => one.state === 'sending');
  const rest = isBusy ? line : line.filter((one) => !isSuperseded(one));
  if (!isBusy) result.superseded.push(...line.filter(isSuperseded).map((one) => one.postbackKey));
  const head = isBusy ? undefined : rest.find((one) => one.sequence !== null || due.has(one.postbackKey));
  for (const one of rest) {
    if (!due.has(one.postbackKey)) continue;
    if (one === head) result.go.push(one);
    else result.later.push({ postbackKey: one.postbackKey, until: head && !due.has(head.postbackKey) ? Math.max(head.dueAt + 1, now + soonMs) : now + soonMs });
  }
}
