type CsvValue = string | number | null;

/** Spreadsheets take a cell that begins with one of these for a formula. */
const formula = /^[=+\-@\t\r]/;
const cell = (value: CsvValue) => {
  const text = String(value ?? '');
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Begins a file: spreadsheets need it to see UTF-8. */
export const csvMark = '\ufeff';
/** Rows as RFC 4180 has them. */
export const csvLines = (rows: readonly (readonly CsvValue[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
