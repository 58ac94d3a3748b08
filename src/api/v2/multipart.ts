import type { Readable, Transform } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';
import { atMost } from '../../courses/import/limit-size';
import { invalidInput } from '../../platform/failure';

/**
 * Streams the part `field` of a multipart body to `take` and answers what it answers; other parts are skipped.
 * A part without a file name counts as the file, as the official clients send buffers that way.
 * Failures: invalid-input (no multipart body, no such part), body-too-large, and those of `take`.
 */
export async function receiveFile<T>(request: FastifyRequest, field: string, maxBytes: number, take: (file: Readable) => Promise<T>): Promise<T> {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b.*boundary=/i.test(type)) throw invalidInput('body', `must be multipart/form-data with the package as the part named ${field}`);
  let taken: Promise<T> | undefined;
  let limited: Transform | undefined;
  const parser = new Busboy({ headers: { 'content-type': type }, isPartAFile: (name) => name === field, limits: { parts: 20, fieldSize: 1_000_000 } });
  parser.on('file', (name: string, file: Readable) => {
    if (name !== field || taken) return void file.resume();
    const passing = atMost(maxBytes);
    limited = passing;
    file.on('error', (error) => passing.destroy(error));
    passing.on('error', () => file.resume()); // let the rest of the body pass, so that the answer can be read
    taken = take(file.pipe(passing));
    taken.catch(() => file.resume());
  });
  await new Promise<void>((resolve, reject) => {
    parser.on('finish', resolve);
    parser.on('error', (error: Error) => reject(invalidInput('body', `is not a whole multipart body (${error.message})`)));
    request.raw.on('aborted', () => reject(invalidInput('body', 'ended before it was complete')));
    request.raw.on('error', reject);
    request.raw.pipe(parser);
  }).catch(async (error: unknown) => {
    parser.destroy();
    limited?.destroy(error as Error); // whoever takes the file must not wait for the rest of it
    await taken?.catch(() => undefined);
    throw error;
  });
  if (!taken) throw invalidInput(field, `is missing; send the package as the part named ${field}`);
  return taken;
}
