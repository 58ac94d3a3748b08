/** What rows say about stored files: told by the feature that keeps files, asked while rows and files pass by. */
export interface NamedFiles {
  /** The tables whose rows it wants to see. */
  readonly tables: readonly string[];
  row(table: string, row: Readonly<Record<string, unknown>>): void;
  /** Where the files are that the rows named, as keys of the storage: folders or single files. */
  places(): string[];
  /** Whether it wants to read this file. */
  wants(key: string): boolean;
  /** `body` only for a file it wants. */
  file(key: string, size: number, body?: Buffer): void;
  /** The places whose files are not all there, with what is missing. */
  missing(): Map<string, string>;
}

/** Told while it goes on; `done` of `total` steps, and bytes altogether where they are counted. */
export type Progress = (step: { what: string; done: number; total: number; bytes?: number }) => void;
