import { createHash } from 'node:crypto';
import { z } from 'zod';
import { xapiConflict, xapiInvalid, xapiPrecondition } from '../xapi.failures';

/** Where documents of one kind are kept. */
export interface DocumentPlace {
  kind: 'state' | 'activity' | 'agent';
  /** Hash of all that names it. */
  place: string;
  applicationId: string;
  instanceKey: string | null;
  learnerId: string | null;
}
export interface DocumentConditions {
  ifMatch?: string;
  ifNoneMatch?: string;
}

const hash = (parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** State is an instance's own; `registration` was named or not, which makes two places (xAPI 1.0.3 part 3, 2.3). */
export const placeOfState = (applicationId: string, instanceKey: string, activityId: string, registration: string): DocumentPlace =>
  ({ kind: 'state', place: hash(['state', instanceKey, activityId, registration]), applicationId, instanceKey, learnerId: null });
export const placeOfActivity = (applicationId: string, activityId: string): DocumentPlace => ({ kind: 'activity', place: hash(['activity', applicationId, activityId]), applicationId, instanceKey: null, learnerId: null });
export const placeOfAgent = (applicationId: string, learnerId: string): DocumentPlace => ({ kind: 'agent', place: hash(['agent', applicationId, learnerId]), applicationId, instanceKey: null, learnerId });

export const keyOfDocument = ({ place }: DocumentPlace, documentId: string): string => hash([place, documentId]);
export const etagOf = (content: Buffer, contentType: string): string => createHash('sha256').update(contentType).update('\0').update(content).digest('hex').slice(0, 40);

const tagsOf = (header: string) => header.split(',').map((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', ''));

/** xAPI 1.0.3 part 3, 3.1: a profile is replaced by who knows what it replaces. Failures: xapi-precondition, xapi-conflict. */
export function checkConditions(known: string | undefined, { ifMatch, ifNoneMatch }: DocumentConditions, needed: boolean): void {
  if (ifMatch !== undefined && (known === undefined || (ifMatch.trim() !== '*' && !tagsOf(ifMatch).includes(known)))) throw xapiPrecondition();
  if (ifNoneMatch !== undefined && known !== undefined && (ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).includes(known))) throw xapiPrecondition();
  if (needed && ifMatch === undefined && ifNoneMatch === undefined && known !== undefined) throw xapiConflict('The document exists: read it, then send its ETag as If-Match, or If-None-Match: * (xAPI 1.0.3 part 3, 3.1)');
}

const isJson = (contentType: string) => /^application\/json\b/i.test(contentType);
const objectSchema = z.record(z.string(), z.unknown());

function objectOf(content: Buffer, what: string): Record<string, unknown> {
  try {
    return objectSchema.parse(JSON.parse(content.toString('utf8')));
  } catch {
    throw xapiInvalid(`${what} is no JSON object, so they cannot be merged (xAPI 1.0.3 part 3, 2.2)`);
  }
}

/** POST adds the top-level properties of one JSON object to those of another. Failures: xapi-invalid. */
export function merged(known: { content: Buffer; contentType: string }, content: Buffer, contentType: string): Buffer {
  if (!isJson(known.contentType) || !isJson(contentType)) throw xapiInvalid('Documents are merged when both are application/json (xAPI 1.0.3 part 3, 2.2)');
  return Buffer.from(JSON.stringify(Object.fromEntries([...Object.entries(objectOf(known.content, 'The stored document')), ...Object.entries(objectOf(content, 'The document'))])));
}

/** Failures: xapi-invalid: what says it is JSON has to be. */
export function checkContent(content: Buffer, contentType: string): void {
  if (contentType.length > 255) throw xapiInvalid('Content-Type is longer than 255 characters');
  if (!isJson(contentType)) return;
  try {
    JSON.parse(content.toString('utf8'));
  } catch {
    throw xapiInvalid('The document says application/json and is no valid JSON');
  }
}
