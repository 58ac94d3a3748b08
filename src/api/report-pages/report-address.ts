import { type AskedView, askedNames } from '../../reporting/report-view.rules';

type Query = Readonly<Record<string, unknown>>;

/** What a report's address asks for. */
export const askedIn = (query: Query): AskedView =>
  Object.fromEntries(askedNames.flatMap((name) => (typeof query[name] === 'string' && query[name].trim() ? [[name, query[name].trim()]] : []))) as AskedView;

export const authIn = (query: Query): string => (typeof query['auth'] === 'string' ? query['auth'] : '');

/** An address of the report, relative to our origin. */
export function addressOf(path: string, values: Readonly<Record<string, string | undefined>>): string {
  return `${path}?${new URLSearchParams(Object.entries(values).filter((pair): pair is [string, string] => Boolean(pair[1])))}`;
}
