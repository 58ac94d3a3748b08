import { z } from 'zod';
import type { AssetPolicy } from '../../../courses/files/change-course-files';
import { invalidInput } from '../../../platform/failure';
import { parseInput } from '../../read-body';
import { wordOf } from '../v2-lists';
import { type Params, plain, single } from '../v2-shapes';

/** The query parameter `relativePath`. */
export function relativePathOf(q: Params): string {
  const path = single(q['relativePath']);
  if (!path) throw invalidInput('relativePath', 'is required: the path of a file inside the course');
  return path;
}

export const policyOf = (q: Params): AssetPolicy => wordOf('updateAssetPolicy', single(q['updateAssetPolicy']), ['reject', 'strict', 'lax'], 'lax');

const destination = plain(2000).min(1, 'is required: the path of the file inside the course');
/** The part `destination` of an upload. */
export const toDestination = (text: string | undefined): string => parseInput(destination, text ?? '', 'destination');

export const importAsset = z.object({ fetchUrl: plain(4000).min(1, 'is required: the http(s) address of the file'), destination }).meta({ id: 'ImportAssetRequestSchema' });
/** ImportAssetRequestSchema. */
export const toAssetFetch = (body: unknown) => parseInput(importAsset, body);

export const rollBack = z.object({ revision: z.number({ error: 'is required: the revision to bring back' }).int('must be a whole number').min(0) });
export const toRevision = (body: unknown): number => parseInput(rollBack, body).revision;

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** AssetFileSchema; `revision` is ours. */
export const toAssetFile = (put: { path: string; revision: number }, fileName?: string) => ({ filename: fileName || nameOf(put.path), destination: put.path, revision: put.revision });
