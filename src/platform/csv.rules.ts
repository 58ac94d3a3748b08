/** Spreadsheets take a cell that begins with a sign for a formula; where they part cells by semicolon or tab, so does the middle of ours. */
const beginning = /^(?=[\t\r]|[" ]*[=+\-@＝＋－＠])/;
const middle = /([;\t\r\n])(?=[" ]*[=+\-@＝＋－＠])/g;
const cell = (value: unknown): string => {
  const text = String(value ?? '');
  const safe = typeof value === 'string' ? text.replace(middle, "$1'").replace(beginning, "'") : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Begins a file: spreadsheets need it to see UTF-8. */
export const csvMark = '\ufeff';
/** Rows as RFC 4180 has them, without a formula in any: texts that would be one begin with an apostrophe. */
export const csvLines = (rows: readonly (readonly unknown[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
