/** Requests made at random from an OpenAPI document: some as it says, some with one thing wrong. The same seed makes the same ones. */

type Schema = Record<string, unknown>;
interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}
export interface DescribedOperation {
  operationId: string;
  method: string;
  path: string;
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: Schema }> }>;
}
export interface ApiDocument {
  paths: Record<string, Record<string, Omit<DescribedOperation, 'method' | 'path'>>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, { content: Record<string, { schema: Schema }> }>; parameters: Record<string, Parameter> };
}
export interface Case {
  path: string;
  type?: string;
  headers: Record<string, string>;
  body?: string | FormData;
  /** Nothing in it departs from the document. */
  isGood: boolean;
}

export function operationsOf(document: ApiDocument): DescribedOperation[] {
  const resolve = (parameter: Parameter & { $ref?: string }): Parameter => (parameter.$ref ? (document.components.parameters[parameter.$ref.split('/').pop() ?? ''] as Parameter) : parameter);
  return Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path, parameters: operation.parameters.map(resolve) })));
}

/** Mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const oddValues: unknown[] = [null, true, -1, 0, 1.5, 1e21, '', ' ', 'x'.repeat(300), '\u0000', '__proto__', '<script>', "'; --", '\ud800', [], [null], {}, { a: 1 }, ['x', 1], '%', '9999-99-99', Number.MAX_SAFE_INTEGER, '🚀'.repeat(90)];
const oddTexts = ['', ' ', '%', '%zz', '-1', 'NaN', '1e999', '__proto__', 'constructor', "'", '\u0000', '🚀', 'x'.repeat(300), '..', '<b>', '9999-99-99', '0000-01-01', '275760-09-13T00:00:00Z', 'e30.e30', ',,,'];

/** Makes cases of one operation. `known` gives values by the name of a parameter or field, so that deep code is reached. */
export class CaseMaker {
  constructor(
    private readonly document: ApiDocument,
    private readonly random: () => number,
    private readonly known: Readonly<Record<string, readonly unknown[]>>,
  ) {}

  of(operation: DescribedOperation, isGood: boolean): Case {
    const wrong = isGood ? '' : this.pick(['path', 'query', 'body', 'body', 'type'].filter((place) => this.applies(place, operation)));
    const headers: Record<string, string> = {};
    for (const parameter of operation.parameters.filter((one) => one.in === 'header' && one.name !== 'Idempotency-Key')) if (this.random() < 0.3) headers[parameter.name] = String(this.valueOf(parameter.schema, parameter.name));
    return { path: this.pathOf(operation, wrong === 'path') + this.queryOf(operation, wrong === 'query'), headers, isGood, ...this.bodyOf(operation, wrong) };
  }

  private applies(place: string, { path, parameters, requestBody }: DescribedOperation): boolean {
    if (place === 'path') return path.includes('{');
    if (place === 'query') return true;
    return requestBody !== undefined || parameters.length === 0;
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }

  private pathOf({ path }: DescribedOperation, isWrong: boolean): string {
    return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(isWrong && this.random() < 0.7 ? this.pick(oddTexts.filter((text) => !['', '\ud800'].includes(text))) : this.pick(this.known[name] ?? ['nothing-here']))));
  }

  private queryOf({ parameters }: DescribedOperation, isWrong: boolean): string {
    const query = new URLSearchParams();
    for (const { name, required, schema } of parameters.filter((one) => one.in === 'query')) {
      if (!required && this.random() < 0.65) continue;
      if (isWrong && required && this.random() < 0.3) continue;
      query.append(name, isWrong && this.random() < 0.6 ? this.pick(oddTexts) : String(this.valueOf(schema, name)));
    }
    if (isWrong) query.append(this.pick(['surprise', '__proto__', 'since[]', '']), this.pick(oddTexts));
    return query.size ? `?${query}` : '';
  }

  private bodyOf({ requestBody }: DescribedOperation, wrong: string): { type?: string; body?: string | FormData } {
    if (!requestBody) return wrong === 'body' || wrong === 'type' ? { type: 'application/json', body: this.pick(['{', '[]', '42', '{"a":1}', '']) } : {};
    const types = Object.entries(requestBody.content);
    const [type, { schema }] = this.pick(types);
    if (wrong === 'type') return { type: this.pick(['text/plain', 'application/xml', 'multipart/form-data', 'multipart/form-data; boundary=x', 'application/json']), body: this.pick(['', 'x', '{', '--x--', '<a/>', '[[]]', 'null']) };
    if (type === 'multipart/form-data') return { body: this.formOf(schema, wrong === 'body') };
    if (type === 'text/csv') return { type, body: wrong === 'body' ? this.pick(['', 'name\nx', 'email\n"', '\u0000']) : 'email,firstName\ncsv@x.example,Ada\n' };
    let value = this.valueOf(schema);
    if (wrong === 'body') value = this.spoilt(value);
    return type === 'application/x-www-form-urlencoded' ? { type, body: new URLSearchParams(Object.entries((value ?? {}) as object).map(([name, one]): [string, string] => [name, String(one)])).toString() } : { type, body: JSON.stringify(value) ?? '' };
  }

  private formOf(schema: Schema, isWrong: boolean): FormData {
    const form = new FormData();
    const { properties = {}, required = [] } = this.resolved(schema) as { properties?: Record<string, Schema>; required?: string[] };
    for (const [name, part] of Object.entries(properties)) {
      if (isWrong ? this.random() < 0.4 : !required.includes(name) && this.random() < 0.5) continue;
      const value = this.known[name] ? this.pick(this.known[name]) : 'text';
      if (part['contentMediaType']) form.append(name, isWrong ? new Blob(['no such thing']) : new Blob([value as Uint8Array<ArrayBuffer>]), 'file.txt');
      else form.append(name, isWrong ? this.pick(oddTexts) : String(value));
    }
    if (![...form.keys()].length) form.append('nothing', 'x');
    return form;
  }

  private resolved(schema: Schema): Schema {
    return typeof schema['$ref'] === 'string' ? this.resolved(this.document.components.schemas[schema['$ref'].split('/').pop() ?? ''] ?? {}) : schema;
  }

  /** A value that `given` describes. */
  private valueOf(given: Schema, name = '', depth = 0): unknown {
    const schema = this.resolved(given);
    const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
    if (choices) return this.valueOf(this.pick(choices), name, depth);
    if ('const' in schema) return schema['const'];
    if (Array.isArray(schema['enum'])) return this.pick(schema['enum']);
    const known = this.known[name];
    const type = this.pick([schema['type'] ?? 'string'].flat() as string[]);
    const fitting = known?.filter((value) => (type === 'string' ? typeof value === 'string' : type === 'integer' || type === 'number' ? typeof value === 'number' : false)) ?? [];
    if (fitting.length) return this.pick(fitting);
    const makers: Record<string, () => unknown> = {
      object: () => this.objectOf(schema, depth), array: () => this.listOf(schema, name, depth), boolean: () => this.random() < 0.5, null: () => null, integer: () => Math.round(this.numberIn(schema)), number: () => this.numberIn(schema),
      string: () => this.textOf(schema),
    };
    return makers[type]?.();
  }

  private objectOf(schema: Schema, depth: number): object {
    const { properties = {}, required = [] } = schema as { properties?: Record<string, Schema>; required?: string[] };
    return Object.fromEntries(Object.entries(properties).filter(([name]) => required.includes(name) || this.random() < (depth > 3 ? 0.1 : 0.4)).map(([name, one]) => [name, this.valueOf(one, name, depth + 1)]));
  }

  private listOf(schema: Schema, name: string, depth: number): unknown[] {
    const longest = Math.min(Number(schema['maxItems'] ?? 3), depth > 4 ? 1 : 3);
    return Array.from({ length: Math.max(Number(schema['minItems'] ?? 0), Math.floor(this.random() * (longest + 1))) }, () => this.valueOf((schema['items'] ?? {}) as Schema, name.replace(/s$/, ''), depth + 1));
  }

  private numberIn(schema: Schema): number {
    const [lowest, highest] = [Number(schema['minimum'] ?? schema['exclusiveMinimum'] ?? 0), Number(schema['maximum'] ?? schema['exclusiveMaximum'] ?? 1000)];
    return lowest + Math.floor(this.random() * (Math.min(highest, lowest + 1000) - lowest + 1));
  }

  private textOf(schema: Schema): string {
    if (schema['format'] === 'date-time' || schema['format'] === 'date') return this.pick(['2030-01-31T12:00:00Z', '2024-02-29T00:00:00.000Z', '2031-06-01T10:00:00+02:00']);
    if (schema['format'] === 'uri') return this.pick(['https://receiver.example/path', 'http://127.0.0.1:1/x']);
    if (schema['format'] === 'uuid') return 'd5e1bd0c-9d4b-4f3e-8a53-0f5e0d9a2a11';
    if (schema['pattern']) return this.pick(['0', 'en', '5']);
    const text = this.pick(['text', 'A longer text, with ümlauts', 'x', 'تجربة', '日本語']);
    return text.slice(0, Number(schema['maxLength'] ?? 1000));
  }

  /** `value` with one place, anywhere in it, made odd or taken away. */
  private spoilt(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || this.random() < 0.15) return this.pick(oddValues);
    if (Array.isArray(value)) return value.length ? value.map((one, i) => (i === 0 ? this.spoilt(one) : one)) : this.pick(oddValues);
    const names = Object.keys(value);
    const chosen = this.pick([...names, 'surprise']);
    if (this.random() < 0.2) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== chosen));
    return { ...value, [chosen]: this.spoilt((value as Record<string, unknown>)[chosen]) };
  }
}
