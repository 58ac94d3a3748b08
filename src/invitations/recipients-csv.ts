import { pipeline, type Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { recipientsRefused } from './invitations.failures';
import { columnsOf, type RecipientRow, rowOf } from './recipient-rows.rules';

const mostCsvRows = 100_000;

const signs = [',', ';', '\t'];

/**
 * Rows of a CSV with a header line that names at least `email`; commas, semicolons or tabs; UTF-8 with or without a byte order mark.
 * Streams: nothing but the current record is in memory. Failures: recipients-refused.
 */
export async function* recipientsOfCsv(file: Readable): AsyncGenerator<RecipientRow> {
  const parser = parse({ bom: true, delimiter: signs, relax_column_count: true, skip_empty_lines: true, trim: true, max_record_size: 200_000 });
  pipeline(file, parser, () => undefined); // also ends a file that broke off before we came to read it
  let columns: ReturnType<typeof columnsOf>;
  let rows = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (!columns) {
        columns = columnsOf(record);
        if (!columns) throw recipientsRefused('The first line must name the columns, one of them email, such as: email,firstName,lastName,locale');
        continue;
      }
      if (++rows > mostCsvRows) throw recipientsRefused(`The file has more than ${mostCsvRows} rows; split it, the same invitation takes them one after the other`);
      yield rowOf(columns, record);
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith?.('CSV_')) throw recipientsRefused(`The file cannot be read as CSV: ${(error as Error).message}`);
    throw error;
  }
  if (!columns) throw recipientsRefused('The file is empty; its first line must name the columns, one of them email');
}
