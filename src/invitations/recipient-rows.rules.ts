import { domainToASCII } from 'node:url';
import { z } from 'zod';

/** One person to invite, as given: nothing is checked yet. */
export interface RecipientRow {
  email: string;
  firstName?: string;
  lastName?: string;
  locale?: string;
  fields?: Record<string, string>;
  /** The registration of the invited course that the person goes on with. */
  registrationId?: string;
}

const emailShape = z.email();
const controls = /[\u0000-\u001f\u007f\u2028\u2029]/;

/** What is wrong with a mail address, in words; nothing when it can be mailed to. */
export function addressFault(address: string): string | undefined {
  if (!address) return 'is empty';
  if (address.length > 254) return 'is longer than 254 characters';
  if (controls.test(address)) return 'has a control character or line break';
  const at = address.lastIndexOf('@');
  if (at < 1) return 'has no @, so it is not a mail address';
  const domain = domainToASCII(address.slice(at + 1));
  return domain && emailShape.safeParse(`${address.slice(0, at)}@${domain}`).success ? undefined : 'is not a mail address such as name@example.com';
}

/** The address as it is compared. */
export const emailKeyOf = (address: string): string => address.trim().toLowerCase();

const nameFault = (what: string, name: string | undefined) => {
  if (!name) return undefined;
  if (name.length > 255) return `${what} is longer than 255 characters`;
  return controls.test(name) ? `${what} has a control character or line break` : undefined;
};

/** What is wrong with a row, in words. */
export function rowFault(row: RecipientRow): string | undefined {
  const address = addressFault(row.email);
  if (address) return `the address ${address}`;
  const fields = Object.entries(row.fields ?? {});
  if (fields.length > 50) return 'has more than 50 fields';
  const long = fields.find(([name, value]) => name.length > 64 || value.length > 2000);
  return nameFault('firstName', row.firstName) ?? nameFault('lastName', row.lastName) ?? (long ? `field ${long[0].slice(0, 64)} is too long` : undefined);
}

/** `row` without spaces around its values and without empty ones. */
export function trimmedRow(row: RecipientRow): RecipientRow {
  const tidy = (text: string | undefined) => text?.trim() || undefined;
  return { email: row.email.trim(), firstName: tidy(row.firstName), lastName: tidy(row.lastName), locale: tidy(row.locale)?.slice(0, 16), fields: row.fields, registrationId: row.registrationId };
}

/** What went wrong with a row, in one line. */
export const errorLine = ({ rowNumber, address, message }: { rowNumber: number; address: string; message: string }): string => `row ${rowNumber} [${address.replace(/[\u0000-\u001f\u007f]+/g, ' ')}]: ${message}`;

/** Why nobody of the rows can be invited, in words: what is wrong with the first one; nothing when one can, or there is none. */
export function allBad(rows: readonly RecipientRow[]): string | undefined {
  const first = rows[0];
  const isBad = (one: RecipientRow) => rowFault(trimmedRow(one)) !== undefined;
  return first && rows.every(isBad) ? `no address is good; the first one, [${first.email.slice(0, 255)}]: ${rowFault(trimmedRow(first))}` : undefined;
}

const headers: Record<string, keyof Omit<RecipientRow, 'fields'>> = {
  email: 'email', 'e-mail': 'email', mail: 'email', address: 'email', firstname: 'firstName', 'first name': 'firstName', lastname: 'lastName', 'last name': 'lastName', locale: 'locale', language: 'locale',
};

/** Which column holds what; other named columns become fields. `undefined` when none holds the address. */
export function columnsOf(header: readonly string[]): { name: string; known?: keyof Omit<RecipientRow, 'fields'> }[] | undefined {
  const columns = header.map((name) => ({ name: name.trim(), known: headers[name.trim().toLowerCase().replace(/_/g, ' ')] ?? headers[name.trim().toLowerCase()] }));
  return columns.some(({ known }) => known === 'email') ? columns : undefined;
}

/** One record of a CSV as a row. */
export function rowOf(columns: readonly { name: string; known?: keyof Omit<RecipientRow, 'fields'> }[], record: readonly string[]): RecipientRow {
  const row: RecipientRow = { email: '' };
  const fields: [string, string][] = [];
  columns.forEach(({ name, known }, i) => {
    const value = record[i] ?? '';
    if (known) row[known] = value;
    else if (name && value) fields.push([name, value]);
  });
  return fields.length ? { ...row, fields: Object.fromEntries(fields) } : row;
}
