import { z } from 'zod';
import { connectorNotOffered } from '../../../courses/courses.failures';
import { fileNameOf, type MediaKind, type MediaRequest } from '../../../courses/import/media.rules';
import { invalidInput } from '../../../platform/failure';
import { parseInput, readJson } from '../../read-body';
import { callerId } from '../../caller-id';
import { flagOf } from '../v2-lists';
import { type Params, plain, single } from '../v2-shapes';

const webAddress = (longest: number) =>
  z.string({ error: 'is required: the http(s) address of the file' }).min(1, 'is required').max(longest).refine((text) => !text.includes('\0'), 'may not contain U+0000');
const postBackUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2000).optional();

/** The query of the three import calls. */
export function toNewImport(applicationId: string, q: Params) {
  const courseId = parseInput(callerId, single(q['courseId']), 'courseId');
  return { applicationId, courseId, mayCreateVersion: flagOf('mayCreateNewVersion', single(q['mayCreateNewVersion'])), postBackUrl: parseInput(postBackUrl, single(q['postbackUrl']), 'postbackUrl') };
}

const kinds: Readonly<Record<string, MediaKind | 'package'>> = {
  'application/zip': 'package', 'application/x-zip-compressed': 'package', 'application/x-zip': 'package', 'application/octet-stream': 'package', 'application/pdf': 'pdf', 'audio/mpeg': 'mp3', 'audio/mp3': 'mp3', 'video/mp4': 'mp4',
};

/** What a content type says a file is; a package when nothing is said. */
function kindOf(where: string, contentType: string | null | undefined): MediaKind | undefined {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() || 'application/zip';
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined) throw invalidInput(where, 'must be application/zip, application/pdf, audio/mpeg or video/mp4');
  return kind === 'package' ? undefined : kind;
}

/** MediaFileMetadataSchema. */
const metadata = z.object({
  title: plain(255).nullish(),
  description: plain(10_000).nullish(),
  contentLanguage: z.string().regex(/^[a-z]{2,8}(-[a-z0-9]{1,8}){0,4}$/i, 'must be a language tag such as en or de-AT').or(z.literal('')).nullish(),
  estimatedDuration: z.number().int('must be a whole number of seconds').min(0).max(1e9).nullish(),
}).meta({ id: 'MediaFileMetadataSchema' });
type Metadata = z.infer<typeof metadata>;

const toMedia = (kind: MediaKind, fileName: string | undefined, given: Metadata | null | undefined): MediaRequest => ({
  kind, ...(fileName !== undefined && { fileName: fileName.slice(0, 1000) }), ...(given?.title && { title: given.title }), ...(given?.description && { description: given.description }),
  ...(given?.contentLanguage && { language: given.contentLanguage }), ...(given?.estimatedDuration && { seconds: given.estimatedDuration }),
});

/** What the header `uploadedContentType` says an upload is. */
export const uploadedKind = (header: unknown): MediaKind | undefined => kindOf('uploadedContentType', typeof header === 'string' ? header : undefined);

/** An uploaded media file with the part `contentMetadata`; nothing for a package. */
export function toUploadedMedia(kind: MediaKind | undefined, fileName: string | undefined, contentMetadata: string | undefined): MediaRequest | undefined {
  if (!kind) return undefined;
  return toMedia(kind, fileName, contentMetadata?.trim() ? parseInput(metadata.nullable(), readJson(contentMetadata), 'contentMetadata') : undefined);
}

export const fetchRequest = z.object({ url: webAddress(4000), contentType: z.string().max(255).nullish(), mediaFileMetadata: metadata.nullish() }).meta({ id: 'ImportFetchRequestSchema' });
export interface ImportByUrl {
  url: string;
  media?: MediaRequest;
}

function toFetch({ url, contentType, mediaFileMetadata }: z.infer<typeof fetchRequest>): ImportByUrl {
  const kind = kindOf('contentType', contentType);
  return kind ? { url, media: toMedia(kind, fileNameOf(url), mediaFileMetadata) } : { url };
}

/** ImportFetchRequestSchema. */
export const toFetchImport = (body: unknown): ImportByUrl => toFetch(parseInput(fetchRequest, body));

const referenceRequest = z.object({
  url: webAddress(4000).refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be an http or https URL'), contentType: z.string({ error: 'is required' }).max(255), mediaFileMetadata: metadata.nullish(),
});
const connectorRequest = z.object({ connectorId: plain(255).nullish(), connectorIdForContent: plain(2000).nullish() });
export const importRequest = z.object({ fetchRequest: fetchRequest.nullish(), mediaFileReferenceRequest: referenceRequest.nullish(), connectorReferenceRequest: connectorRequest.nullish() }).meta({ id: 'ImportRequestSchema' });
const ways = ['fetchRequest', 'mediaFileReferenceRequest', 'connectorReferenceRequest'] as const;

/** ImportRequestSchema. Failures: invalid-input, connector-not-offered. */
export function toImportWithoutUpload(body: unknown): ImportByUrl {
  const asked = parseInput(importRequest, body);
  if (ways.filter((way) => asked[way]).length !== 1) throw invalidInput('body', `must have exactly one of ${ways.join(', ')}`);
  if (asked.fetchRequest) return toFetch(asked.fetchRequest);
  if (!asked.mediaFileReferenceRequest) throw connectorNotOffered();
  const { url, contentType, mediaFileMetadata } = asked.mediaFileReferenceRequest;
  const kind = kindOf('mediaFileReferenceRequest.contentType', contentType);
  if (!kind) throw invalidInput('mediaFileReferenceRequest.contentType', 'must be application/pdf, audio/mpeg or video/mp4; a package is fetched by a fetchRequest');
  return { url, media: { ...toMedia(kind, fileNameOf(url), mediaFileMetadata), isReference: true } };
}
