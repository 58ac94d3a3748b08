import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { randomSecret } from '../../platform/random-ids';

export type Kind = 'configuration' | 'course' | 'version' | 'destination' | 'dispatch' | 'registration' | 'public-invitation' | 'private-invitation' | 'journal';

const line = z.object({
  at: z.string(), kind: z.string(), id: z.string(),
  /** `there`: it was there before, from elsewhere, and was left as it is. */
  state: z.enum(['begun', 'done', 'there', 'failed']),
  notes: z.array(z.string()).optional(),
  /** When the source had changed it last. */
  updated: z.string().optional(),
  /** What the target calls it, where that is another name. */
  target: z.string().optional(),
  url: z.string().optional(),
});
type Line = z.output<typeof line>;
export type Entry = Omit<Line, 'at'> & { kind: Kind };

interface Known {
  state: 'begun' | 'done';
  /** How often it failed. */
  failures: number;
  target?: string;
  updated?: string;
}

/** What was moved and what was not, as lines of JSON that are only ever added: a run that was killed goes on where its last line is. */
export class Journal {
  readonly file: string;
  /** Of this journal alone: a move that begins anew, with a new journal, sends no request of an earlier one. */
  readonly name: string;
  private readonly known = new Map<string, Known>();

  constructor(readonly folder: string, private readonly now: () => number) {
    this.file = join(folder, 'journal.jsonl');
    const text = existsSync(this.file) ? readFileSync(this.file, 'utf8') : '';
    for (const one of text.split('\n')) this.take(one);
    if (text && !text.endsWith('\n')) appendFileSync(this.file, '\n'); // its writer was killed within a line
    this.name = this.of('journal', 'name')?.target ?? randomSecret(18);
  }

  of(kind: Kind, id: string): Known | undefined {
    const known = this.known.get(`${kind} ${id}`);
    return known?.state ? known : undefined;
  }

  isDone(kind: Kind, id: string): boolean {
    return this.of(kind, id)?.state === 'done';
  }

  /** How often it failed before: a new try is a new request. */
  failuresOf(kind: Kind, id: string): number {
    return this.known.get(`${kind} ${id}`)?.failures ?? 0;
  }

  write(entry: Entry): void {
    if (!this.of('journal', 'name')) this.add({ kind: 'journal', id: 'name', state: 'begun', target: this.name });
    this.add(entry);
  }

  private add(entry: Entry): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const written = { at: new Date(this.now()).toISOString(), ...entry };
    appendFileSync(this.file, `${JSON.stringify(written)}\n`, { mode: 0o600 });
    this.keep(written);
  }

  private take(text: string): void {
    if (!text.trim()) return;
    try {
      this.keep(line.parse(JSON.parse(text)));
    } catch {
      // a line that was cut off says nothing
    }
  }

  private keep({ kind, id, state, target, updated }: Line): void {
    const key = `${kind} ${id}`;
    const before = this.known.get(key);
    if (state === 'there') return;
    if (state === 'failed') this.known.set(key, { ...before, failures: (before?.failures ?? 0) + 1 } as Known);
    else this.known.set(key, { failures: before?.failures ?? 0, state, ...(target !== undefined && { target }), ...(updated !== undefined && { updated }) });
  }
}
