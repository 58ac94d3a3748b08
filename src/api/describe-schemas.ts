import { z } from 'zod';
import type { JsonSchema } from './described-operation';

export interface Schemas {
  /** All named shapes, for `components.schemas`. */
  components: Readonly<Record<string, JsonSchema>>;
  body(schema: z.ZodType): JsonSchema;
  answer(schema: z.ZodType): JsonSchema;
}

type Named = Record<string, JsonSchema>;

/** Converts all at once, so that a shape that many use is told once. */
function convert(schemas: readonly z.ZodType[], io: 'input' | 'output'): { whole: JsonSchema[]; named: Named } {
  const { $defs: named = {}, prefixItems: whole = [] } = z.toJSONSchema(z.tuple(schemas as [z.ZodType, ...z.ZodType[]]), { io, unrepresentable: 'any', reused: 'inline' }) as { $defs?: Named; prefixItems?: JsonSchema[] };
  return { whole, named };
}

/** References as the document has them; an answer may gain fields, so none is closed to others. */
function placed(value: unknown, nameOf: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => placed(one, nameOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, one]) => !(key === 'additionalProperties' && one === false) && !(key === 'id' && typeof one === 'string'))
      .map(([key, one]) => [key, key === '$ref' && typeof one === 'string' ? `#/components/schemas/${nameOf(one.slice('#/$defs/'.length))}` : placed(one, nameOf)]),
  );
}

const named = (shapes: Named, nameOf: (name: string) => string): Named => Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [nameOf(name), placed(shape, nameOf) as JsonSchema]));

/** JSON schemas of all bodies and answers. A name that both have belongs to the answer; the body's is called `…Request`. */
export function describeSchemas(bodies: readonly z.ZodType[], answers: readonly z.ZodType[]): Schemas {
  const [taken, told] = [convert(bodies, 'input'), convert(answers, 'output')];
  const asBody = (name: string) => (Object.hasOwn(told.named, name) ? `${name}Request` : name);
  const asAnswer = (name: string) => name;
  const find = (schemas: readonly z.ZodType[], whole: readonly JsonSchema[], nameOf: (name: string) => string) => (schema: z.ZodType) => placed(whole[schemas.indexOf(schema)], nameOf) as JsonSchema;
  return { components: { ...named(taken.named, asBody), ...named(told.named, asAnswer) }, body: find(bodies, taken.whole, asBody), answer: find(answers, told.whole, asAnswer) };
}
