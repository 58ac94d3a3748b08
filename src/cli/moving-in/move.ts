import { setImmediate as breathe } from 'node:timers/promises';
import type { Output } from '../terminal';
import type { Entry, Journal, Kind } from './journal';
import { ApiFault, type ServerApi } from './server-api';

interface Tally {
  moved: number;
  /** Moved by an earlier run. */
  known: number;
  /** There before, from elsewhere, and left as it is. */
  there: number;
  failed: number;
  /** Something about it was not taken over as it was. */
  noted: number;
}

/** A move from one server to another: who takes part, and what has come of it so far. */
export interface Move {
  source: ServerApi;
  target: ServerApi;
  /** Names this move and its source in keys of requests. */
  from: string;
  journal: Journal;
  out: Output;
  dryRun: boolean;
  newestOnly: boolean;
  refresh: boolean;
  sender: string | undefined;
  /** Between two looks at an import job. */
  pollMs: number;
  now(): number;
  tallies: Map<string, Tally>;
  /** Course packages on their way through this machine. */
  packages: { done: number; bytes: number };
}

export interface Mover<T> {
  kind: Kind;
  title: string;
  workers?: number;
  pages: AsyncIterable<{ items: T[]; total: number | undefined }>;
  idOf(item: T): string;
  /** When the source changed it last, where that is of interest later. */
  updatedOf?(item: T): string | undefined;
  /** What the target has under the same id and this move did not bring: how it differs, in words; nothing when it is not there. */
  there(item: T): Promise<string[] | undefined>;
  /** Whether an item that was moved before has more to bring. */
  again?(item: T): Promise<boolean>;
  /** Brings it, or what is still missing of it: whatever it does may have been done before. */
  make(item: T): Promise<Partial<Entry>>;
}

/** The server is away or lets us in no more: to go on would only write down everything as failed. */
export class Stopped extends Error {}

const inARow = 3;
const isOfTheServer = (fault: unknown) => fault instanceof ApiFault && (fault.status === 0 || fault.status === 401);

function tallyOf(move: Move, title: string): Tally {
  const tally = move.tallies.get(title) ?? { moved: 0, known: 0, there: 0, failed: 0, noted: 0 };
  move.tallies.set(title, tally);
  return tally;
}

/** So many of a kind are told on the terminal; all of them are in the journal. */
const fewNotes = 10;

async function moveOne<T>(move: Move, mover: Mover<T>, item: T): Promise<void> {
  const { journal, dryRun } = move;
  const [tally, of] = [tallyOf(move, mover.title), { kind: mover.kind, id: mover.idOf(item) }];
  const known = journal.of(of.kind, of.id);
  if (known?.state === 'done' && !(await mover.again?.(item))) {
    tally.known++;
    return;
  }
  const differences = known ? undefined : await mover.there(item);
  if (differences) {
    tally.there++;
    if (differences.length) note(move, mover.title, of.id, differences);
    if (!dryRun) journal.write({ ...of, state: 'there', notes: differences });
    return;
  }
  if (!dryRun) {
    const updated = mover.updatedOf?.(item);
    if (!known) journal.write({ ...of, state: 'begun', ...(updated !== undefined && { updated }) });
    const made = await mover.make(item);
    journal.write({ ...of, state: 'done', ...made });
    if (made.notes?.length) note(move, mover.title, of.id, made.notes);
  }
  tally.moved++;
}

/** Says what was not taken over as it was. */
export function note(move: Move, title: string, id: string, notes: readonly string[]): void {
  const tally = tallyOf(move, title);
  if (++tally.noted <= fewNotes) move.out.line(`note: ${title} [${id}]: ${notes.join('; ')}`);
}

/** Takes the items of a list in turn. One that fails is written down, and the others go on. Failures: Stopped. */
export async function moveAll<T>(move: Move, mover: Mover<T>): Promise<void> {
  const tally = tallyOf(move, mover.title);
  let [done, total, silent] = [0, 0, 0];
  const failed = (id: string, fault: unknown) => {
    const reason = fault instanceof Error ? fault.message : String(fault);
    tally.failed++;
    move.out.fault(`FAILED: ${mover.title} [${id}]: ${reason}`);
    if (!move.dryRun) move.journal.write({ kind: mover.kind, id, state: 'failed', notes: [reason] });
    silent = isOfTheServer(fault) ? silent + 1 : 0;
    if (silent >= inARow || (fault instanceof ApiFault && fault.status === 401)) throw new Stopped(`stopped: ${reason}. Once that is mended the same command goes on from here`);
  };
  const one = async (item: T) => {
    await moveOne(move, mover, item).then(() => (silent = 0), (fault: unknown) => failed(mover.idOf(item), fault));
    move.out.progress({ what: mover.title, done: ++done, total });
  };
  try {
    for await (const page of mover.pages) {
      total = page.total ?? total;
      const waiting = page.items.values();
      const work = async () => {
        for (const item of waiting) await one(item);
      };
      await Promise.all(Array.from({ length: mover.workers ?? 1 }, work));
      await breathe();
    }
  } catch (fault) {
    if (fault instanceof Stopped) throw fault;
    failed('the list', fault);
  }
}
