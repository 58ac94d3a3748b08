import { foldName } from '../../platform/archive/entry-names.rules';

export interface CourseFile {
  /** As it is written. */
  path: string;
  size: number;
  /** Whose folder holds its bytes: the version's key, or that of a later change. */
  folder: string;
  /** Absent when it is as it was imported. */
  changedAt?: number;
}
/** A file as a change leaves it; without size and folder it is gone. */
export interface ChangedFile {
  path: string;
  size: number | null;
  folder: string | null;
  createdAt: number;
}
/** What was imported. */
export interface ImportedFiles {
  sizes: ReadonlyMap<string, number>;
  /** Written name by folded name, for links whose case is wrong (they worked on the author's disk). */
  folded: ReadonlyMap<string, string>;
}
/** The changes in force, by folded name. */
export type Overlay = ReadonlyMap<string, ChangedFile>;

/** `before` with later changes; one that brings a file back to how the import had it (or had it not) leaves nothing over. */
export function overlaid(before: Overlay, versionKey: string, imported: ImportedFiles, changes: readonly ChangedFile[]): Overlay {
  const after = new Map(before);
  for (const change of changes) {
    const name = foldName(change.path);
    if (change.folder === versionKey || (change.folder === null && !imported.folded.has(name))) after.delete(name);
    else after.set(name, change);
  }
  return after;
}

/** The files of a version at one revision: those imported, with the changes laid over them. Names that differ in case only are one file. */
export class CourseFileSet {
  private holders?: Map<string, string>;

  constructor(
    readonly versionKey: string,
    readonly revision: number,
    private readonly imported: ImportedFiles,
    private readonly overlay: Overlay,
  ) {}

  /** Every file is the one that was imported. */
  get isAsImported(): boolean {
    return this.overlay.size === 0;
  }

  find(path: string): CourseFile | undefined {
    const change = this.overlay.size ? this.overlay.get(foldName(path)) : undefined;
    if (change) return changedFile(change);
    const name = this.imported.sizes.has(path) ? path : this.imported.folded.get(foldName(path));
    const size = name === undefined ? undefined : this.imported.sizes.get(name);
    return name === undefined || size === undefined ? undefined : { path: name, size, folder: this.versionKey };
  }

  *files(): Generator<CourseFile> {
    for (const [path, size] of this.imported.sizes) if (!this.overlay.size || !this.overlay.has(foldName(path))) yield { path, size, folder: this.versionKey };
    for (const change of this.overlay.values()) {
      const file = changedFile(change);
      if (file) yield file;
    }
  }

  /** Why no file can stand at `path`: a folder is there, or a file where its folder would be. */
  obstacleAt(path: string): string | undefined {
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const file = this.find(path.slice(0, slash));
      if (file) return `lies below [${file.path}], which is a file`;
    }
    const held = this.heldBy().get(foldName(path));
    return held === undefined ? undefined : `is a folder (it holds [${held}])`;
  }

  /** A file in each folder, by the folded name of the folder. */
  private heldBy(): ReadonlyMap<string, string> {
    if (this.holders) return this.holders;
    this.holders = new Map();
    for (const { path } of this.files())
      for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        const folder = foldName(path.slice(0, slash));
        if (this.holders.has(folder)) break; // and so are those above it
        this.holders.set(folder, path);
      }
    return this.holders;
  }

  /** What has to change so that the files are those of `earlier`, a revision of the same version. */
  changesTo(earlier: CourseFileSet): Omit<ChangedFile, 'createdAt'>[] {
    const names = new Map([...this.overlay, ...earlier.overlay].map(([name, { path }]) => [name, path]));
    return [...names.values()].flatMap((path) => {
      const [now, then] = [this.find(path), earlier.find(path)];
      if (now?.folder === then?.folder) return [];
      return [{ path: then?.path ?? path, size: then?.size ?? null, folder: then?.folder ?? null }];
    });
  }
}

const changedFile = ({ path, size, folder, createdAt }: ChangedFile): CourseFile | undefined => (size === null || folder === null ? undefined : { path, size, folder, changedAt: createdAt });
