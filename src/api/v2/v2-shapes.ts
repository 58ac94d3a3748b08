import { z } from 'zod';
import { parseInput } from '../read-body';
import { callerId } from '../caller-id';

/** Query parameters as they come. */
export type Params = Record<string, string | string[] | undefined>;

export const plain = (length: number) => z.string().max(length, `must have at most ${length} characters`).refine((text) => !text.includes('\0'), 'may not contain U+0000');
/** A field that clients send and that changes nothing. */
export const ignored = z.unknown().optional().describe('Taken and ignored');
export const tagWords = z.array(plain(255).min(1, 'may not be empty')).max(1000);

/** LaunchAuthSchema. */
export const launchAuth = z.object({
  type: z.enum(['cookies', 'vault']).nullish(),
  options: z.object({ ipAddress: z.boolean().nullish(), fingerprint: z.boolean().nullish(), expiry: z.number().int().nullish(), slidingExpiry: z.number().int().nullish() }).nullish(),
}).meta({ id: 'LaunchAuthSchema' });

/** PostBackSchema. */
export const postBack = z.object({
  url: z.url().max(2000), authType: z.string().max(32).nullish(), userName: plain(255).nullish(), password: plain(255).nullish(), resultsFormat: z.string().max(32).nullish(), legacy: z.boolean().nullish(),
}).meta({ id: 'PostBackSchema' });

/** Leaves out what is null: v2 applies only what is given. */
export const given = <T extends object>(fields: T): { [K in keyof T]: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as { [K in keyof T]: NonNullable<T[K]> };

/** The first value of a parameter that may be repeated. */
export const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value) || undefined;

/** `tags=a,b`, or repeated. */
export const tagsOf = (value: string | string[] | undefined): string[] | undefined => {
  const words = [value ?? []].flat().flatMap((part) => part.split(',')).filter(Boolean);
  return words.length ? words : undefined;
};

export const tagList = z.object({ tags: tagWords }).meta({ id: 'TagListSchema' });
/** TagListSchema. */
export const toTags = (body: unknown): string[] => parseInput(tagList, body).tags;
export const batchTags = z.object({ ids: z.array(callerId).max(100_000), tags: tagWords }).meta({ id: 'BatchTagsSchema' });
/** BatchTagsSchema. */
export const toBatchTags = (body: unknown) => parseInput(batchTags, body);
