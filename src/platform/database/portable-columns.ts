import { Column, PrimaryColumn, type ValueTransformer } from 'typeorm';

/** What a column holds, told once for entities and migrations; portable-schema.ts knows the dialects. */
export type ColumnKind = { kind: 'text'; length: number } | { kind: 'long-text' | 'integer' | 'number' | 'flag' };
export interface PortableColumn {
  column: ColumnKind;
  nullable: boolean;
}

const kinds = new Map<object, Map<string, PortableColumn>>();

/** The portable kind of each column of an entity class, by property name (for the drift check). */
export function portableColumnsOf(entity: object): Map<string, PortableColumn> {
  const all = new Map<string, PortableColumn>();
  for (let type: object | null = entity; type; type = Object.getPrototypeOf(type)) for (const [name, column] of kinds.get(type) ?? []) all.set(name, column);
  return all;
}

interface Options {
  nullable?: boolean;
  name?: string;
  primary?: boolean;
}

function portable(column: ColumnKind, options: Options, type: 'varchar' | 'text' | 'bigint' | 'double' | 'integer', transformer?: ValueTransformer): PropertyDecorator {
  const nullable = options.nullable ?? false;
  return (target, property) => {
    const own = kinds.get(target.constructor) ?? new Map<string, PortableColumn>();
    kinds.set(target.constructor, own.set(String(property), { column, nullable }));
    const common = { type, nullable, transformer, name: options.name, ...(column.kind === 'text' ? { length: column.length } : {}) };
    if (options.primary) PrimaryColumn({ ...common, nullable: false })(target, property);
    else Column(common)(target, property);
  };
}

const flag: ValueTransformer = { to: (value) => (value == null ? value : value ? 1 : 0), from: (value) => (value == null ? value : Boolean(Number(value))) };
const json: ValueTransformer = { to: (value) => (value == null ? null : JSON.stringify(value)), from: (value) => (value == null ? null : JSON.parse(value)) };
const number: ValueTransformer = { to: (value) => value, from: (value) => (value == null ? value : Number(value)) };

/** The 26-character primary key made by newKey(). */
export const KeyColumn = (options: Options = {}) => portable({ kind: 'text', length: 26 }, { primary: true, ...options }, 'varchar');
export const TextColumn = (length: number, options: Options = {}) => portable({ kind: 'text', length }, options, 'varchar');
/** An id chosen by the caller; compared by bytes. */
export const IdColumn = (length = 255, options: Options = {}) => TextColumn(length, options);
export const LongTextColumn = (options: Options = {}) => portable({ kind: 'long-text' }, options, 'text');
export const JsonColumn = (options: Options = {}) => portable({ kind: 'long-text' }, options, 'text', json);
/** Milliseconds since 1970 UTC. */
export const MomentColumn = (options: Options = {}) => portable({ kind: 'integer' }, options, 'bigint', number);
export const IntegerColumn = (options: Options = {}) => portable({ kind: 'integer' }, options, 'bigint', number);
export const NumberColumn = (options: Options = {}) => portable({ kind: 'number' }, options, 'double', number);
export const FlagColumn = (options: Options = {}) => portable({ kind: 'flag' }, options, 'integer', flag);
