import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';

/** Columns that an index leads through. */
const columns = ['id', 'learner_id', 'email', 'last_name', 'first_name'] as const;
type Column = (typeof columns)[number];
interface Lookup {
  column: Column;
  begin: string;
  /** Of the first name, beside the last one. */
  firstName?: string;
}
const names: readonly Column[] = ['last_name', 'first_name'];
const titled = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
const variants = (text: string, ...more: string[]) => [...new Set([text, ...more])];
/** Behind every text that begins with another one: both databases compare by code points. */
const behindAll = '\u{10ffff}';

/** What somebody may have meant: ids as they stand, addresses in lower case too, names however they were typed, and a first name before a last one. */
function lookupsOf(text: string): Lookup[] {
  const single = columns.flatMap((column) =>
    (names.includes(column) ? variants(text, titled(text), text.toLowerCase(), text.toUpperCase()) : column === 'email' ? variants(text, text.toLowerCase()) : [text]).map((begin) => ({ column, begin })),
  );
  const [, first, last] = /^(.*\S)\s+(\S+)$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return single;
  return [...single, ...variants(last, titled(last)).flatMap((begin, i) => (i ? [titled(first)] : variants(first, titled(first))).map((firstName) => ({ column: 'last_name' as const, begin, firstName })))];
}

/** Finds registrations by the beginning of what names them. Each look-up follows an index and reads a handful of rows, however many there are. */
@Injectable()
export class RegistrationSearchReport {
  constructor(private readonly unit: UnitOfWork) {}

  async keys(applicationId: string, text: string, most: number): Promise<string[]> {
    const lookups = lookupsOf(text);
    const parts = lookups.map(({ column, firstName }) =>
      `SELECT * FROM (SELECT registration_key AS k FROM registrations WHERE application_id = ? AND ${column} >= ? AND ${column} < ?${firstName === undefined ? '' : ' AND first_name >= ? AND first_name < ?'} ORDER BY ${column} LIMIT ${most}) t`,
    );
    const parameters = lookups.flatMap(({ begin, firstName }) => [applicationId, begin, begin + behindAll, ...(firstName === undefined ? [] : [firstName, firstName + behindAll])]);
    const rows = await this.unit.query<{ k: string }>(parts.join(' UNION ALL '), parameters);
    return [...new Set(rows.map(({ k }) => k))].slice(0, most);
  }
}
