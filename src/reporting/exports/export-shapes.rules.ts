import { settingCatalogue } from '../../settings/setting-catalogue.rules';

type Value = string | number | null | undefined;
type Row = Readonly<Record<string, Value>>;

/** Columns that hold a moment, a yes or no, or JSON; all others are told as they are. */
const flags = new Set(['is_public', 'allow_launch', 'allow_new_registrations', 'asks_code', 'instanced', 'enabled', 'hash_user_info', 'tracking']);
const json = new Set(['launch_auth', 'lti13_data', 'settings', 'allowed_domains', 'reminder_days', 'fields', 'post_back', 'runtime', 'result_override', 'ended_overrides']);
/** Keys inside the database mean nothing outside. */
const inner = /_key$/;

const camel = (name: string) => name.replace(/_at$/, '').replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function told(name: string, value: Value): unknown {
  if (value === null || value === undefined) return undefined;
  if (name.endsWith('_at')) return new Date(Number(value)).toISOString();
  if (flags.has(name)) return Boolean(Number(value));
  if (!json.has(name)) return value;
  const parsed = JSON.parse(String(value)) as unknown;
  return name === 'post_back' && parsed && typeof parsed === 'object' ? { ...parsed, password: undefined } : parsed; // secrets stay here
}

/** A row as one object of the export: `created_at` becomes `created`, what is absent is left out. */
export const shapeOf = (row: Row): Record<string, unknown> => Object.fromEntries(Object.entries(row).filter(([name]) => !inner.test(name)).map(([name, value]) => [camel(name), told(name, value)]));

/** The same for a setting; nothing for a secret one. */
export const settingShape = (row: Row): Record<string, unknown>[] =>
  settingCatalogue.get(String(row['setting_id']))?.secret ? [] : [{ ...(row['kind'] === 'standard' ? { learningStandard: row['item_key'] } : {}), settingId: row['setting_id'], value: row['value'] }];

/** Rows by one of their columns. */
export function grouped<R extends Row>(rows: readonly R[], column: string): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const key = String(row[column]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

export const jsonLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
