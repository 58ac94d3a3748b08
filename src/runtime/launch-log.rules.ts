/** One commit of a launch. */
type CommitNews = Omit<LogLine, 'rev' | 'commits'>;

/** Commits of one launch between which nothing changed but time: how many, when the last one was, and what it told. */
export interface LogLine {
  rev: number;
  at: number;
  commits: number;
  activityId: string;
  completion: string;
  success: string;
  score: number | null;
  seconds: number;
  final: boolean;
}

/** Lines of one launch that are kept: the newest. */
const mostLines = 50;

const sameNews = (a: LogLine, b: LogLine) => a.activityId === b.activityId && a.completion === b.completion && a.success === b.success && a.score === b.score && a.final === b.final;

/** `log` with one more commit: a line of its own when it brought news, else counted on the last line. A commit that is in it already changes nothing. */
export function logged(log: readonly LogLine[], rev: number, { at, activityId, completion, success, score, seconds, final }: CommitNews): LogLine[] {
  const line: LogLine = { rev, at, commits: 1, activityId, completion, success, score, seconds, final };
  const last = log.at(-1);
  if (last && last.rev >= rev) return [...log];
  if (last && sameNews(last, line)) return [...log.slice(0, -1), { ...line, commits: last.commits + 1 }];
  return [...log, line].slice(-mostLines);
}

/** The log as people read it, a line each: when, how many commits, which activity, what it came to. */
export function logText(log: readonly LogLine[], launchValues: readonly { item: string; value: string }[]): string {
  const values = launchValues.map(({ item, value }) => `launch value ${item}=${value}`);
  const lines = log.map((line) =>
    [
      new Date(line.at).toISOString(), line.commits === 1 ? '1 commit' : `${line.commits} commits`, line.activityId, line.completion, line.success,
      ...(line.score === null ? [] : [`score ${line.score}`]), `${line.seconds} s`, ...(line.final ? ['ended'] : []),
    ].join(' '),
  );
  return [...values, ...lines].join('\n');
}
