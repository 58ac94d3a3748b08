import type { Readable, Transform } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';
import { atMost } from '../courses/import/limit-size';
import { invalidInput } from '../platform/failure';

export interface FilePart<T> {
  /** Its part; absent: the first part that is a file, whatever its name. */
  field?: string;
  maxBytes: number;
  /** Takes the bytes while they arrive. */
  take(file: Readable): Promise<T>;
  /** Gives up what was taken, when the rest of the body turns out to be of no use. */
  discard?(taken: T): Promise<unknown>;
}
interface Form<T> {
  taken: T;
  /** As the sender calls it; buffers of the official clients have no name. */
  fileName?: string;
  /** The other parts, before or behind the file. */
  fields: ReadonlyMap<string, string>;
}

const mostOfField = 1_000_000;

/** Streams the part `field` of a multipart body to `take` and answers what it answers; other parts are skipped. Failures: those of `receiveForm`. */
export async function receiveFile<T>(request: FastifyRequest, field: string, maxBytes: number, take: (file: Readable) => Promise<T>): Promise<T> {
  return receiveForm(request, { field, maxBytes, take }, async ({ taken }) => taken);
}

/**
 * Streams one part of a multipart body to `take`, and hands it with the other parts to `use`, whatever their order.
 * A part without a file name counts as the file, as the official clients send buffers that way.
 * Failures: invalid-input (no multipart body, no such part), body-too-large, and those of `take` and `use`.
 */
export async function receiveForm<T, R>(request: FastifyRequest, file: FilePart<T>, use: (form: Form<T>) => Promise<R>): Promise<R> {
  const receiving = new Receiving(file, request.headers['content-type'] ?? '');
  await receiving.run(request);
  const taken = await receiving.taken;
  try {
    return await use({ taken: taken as T, fields: receiving.fields, ...(receiving.fileName !== undefined && { fileName: receiving.fileName }) });
  } catch (error) {
    await file.discard?.(taken as T);
    throw error;
  }
}

const partOf = ({ field }: { field?: string }) => (field ? `the part named ${field}` : 'a part with a file name');

class Receiving<T> {
  readonly fields = new Map<string, string>();
  fileName: string | undefined;
  taken: Promise<T> | undefined;
  private limited: Transform | undefined;
  private readonly parser: InstanceType<typeof Busboy>;

  constructor(
    private readonly file: FilePart<T>,
    type: string,
  ) {
    if (!/^multipart\/form-data\b.*boundary=/i.test(type)) throw invalidInput('body', `must be multipart/form-data with the file as ${partOf(file)}`);
    this.parser = parserOf(type, (name, fileName) => name === file.field || fileName !== undefined);
    this.parser.on('file', (name: string, stream: Readable, fileName: string) => this.receive(name, stream, fileName));
    this.parser.on('field', (name: string, value: string) => void this.fields.set(name, value));
  }

  /** Ends with the body. What is taken until it breaks off is discarded. */
  async run(request: FastifyRequest): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.parser.on('finish', resolve);
      this.parser.on('error', (error: Error) => reject(invalidInput('body', `is not a whole multipart body (${error.message})`)));
      request.raw.on('aborted', () => reject(invalidInput('body', 'ended before it was complete')));
      request.raw.on('error', reject);
      request.raw.pipe(this.parser);
    }).catch(async (error: unknown) => {
      this.parser.destroy();
      this.limited?.destroy(error as Error); // whoever takes the file must not wait for the rest of it
      await this.taken?.then((taken) => this.file.discard?.(taken), () => undefined);
      throw error;
    });
    if (!this.taken) throw invalidInput(this.file.field ?? 'file', `is missing; send the file as ${partOf(this.file)}`);
  }

  private receive(name: string, stream: Readable, fileName: string | undefined): void {
    if (name !== (this.file.field ?? name) || this.taken) return void stream.resume();
    const passing = atMost(this.file.maxBytes);
    this.limited = passing;
    this.fileName = fileName;
    stream.on('error', (error) => passing.destroy(error));
    passing.on('error', () => stream.resume()); // let the rest of the body pass, so that the answer can be read
    this.taken = this.file.take(stream.pipe(passing));
    this.taken.catch(() => stream.resume());
  }
}

function parserOf(type: string, isFile: (name: string | undefined, fileName: string | undefined) => boolean): InstanceType<typeof Busboy> {
  try {
    return new Busboy({ headers: { 'content-type': type }, isPartAFile: (name, _, fileName) => isFile(name, fileName), limits: { parts: 20, fieldSize: mostOfField } });
  } catch (error) {
    throw invalidInput('body', `is not a multipart body (${(error as Error).message})`);
  }
}
