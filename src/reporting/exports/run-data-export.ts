import { Readable } from 'node:stream';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { FindApplications } from '../../applications/find-applications';
import { streamZip, type ZippedFile } from '../../platform/archive/stream-zip';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { JobRunner, type RunningJob } from '../../platform/jobs/job-runner';
import { FileStorage } from '../../platform/storage/file-storage';
import type { DataExport } from './data-export.entity';
import { DataExportRepository } from './data-export.repository';
import { ExportParts, type ExportPart } from './export-parts';
import { ExportRows } from './export-rows.report';
import { jsonLines } from './export-shapes.rules';
import { exportJob, fileOf, folderOf } from './export-state.rules';

const mostTries = 3;
/** Files that have a line, or several, for each registration. */
const perRegistration = new Set(['registrations.jsonl', 'launches.jsonl', 'runtimes.jsonl']);

/** The export does not run any more: somebody canceled it, or its application is gone. */
class Stopped extends Error {}

/** Writes all data of an application into a zip, file by file and page by page; a killed run begins anew. */
@Injectable()
export class RunDataExport implements OnModuleInit {
  private readonly log = new Logger('Exports');

  constructor(
    private readonly unit: UnitOfWork,
    private readonly exports: DataExportRepository,
    private readonly parts: ExportParts,
    private readonly rows: ExportRows,
    private readonly applications: FindApplications,
    private readonly storage: FileStorage,
    private readonly clock: Clock,
    private readonly runner: JobRunner,
  ) {}

  onModuleInit(): void {
    this.runner.handle(exportJob, (payload: { exportId: string }, running) => this.run(payload.exportId, running), { concurrency: 1, maxAttempts: mostTries });
  }

  async run(exportId: string, running: Pick<RunningJob, 'attempts' | 'signal'>): Promise<void> {
    const found = await this.unit.run(() => this.exports.runningById(exportId));
    await this.storage.removePrefix(folderOf(exportId)); // of a run that was killed
    if (!found) return;
    try {
      await this.storage.write(fileOf(exportId), await streamZip(await this.files(found, running.signal)));
      if (!(await this.unit.run(() => this.exports.end(exportId, 'complete', this.clock.now())))) throw new Stopped();
    } catch (error) {
      await this.storage.removePrefix(folderOf(exportId));
      if (!(error instanceof Stopped)) await this.failed(exportId, error, running);
    }
  }

  /** Another try, as long as there is one. */
  private async failed(exportId: string, error: unknown, { signal, attempts }: Pick<RunningJob, 'attempts' | 'signal'>): Promise<void> {
    if (signal.aborted || attempts < mostTries) throw error;
    this.log.error(error instanceof Error ? error.stack : error);
    await this.unit.run(() => this.exports.end(exportId, 'error', this.clock.now()));
  }

  private async files(of: DataExport, signal: AbortSignal): Promise<Iterable<ZippedFile>> {
    const parts = this.parts.of(of.applicationId);
    const total = parts.length + perRegistration.size * (await this.unit.run(() => this.rows.registrationCount(of.applicationId)));
    const about = { application: { id: of.applicationId, name: await this.applications.nameOf(of.applicationId) }, started: new Date(of.createdAt).toISOString(), format: 1, files: parts.map(({ name }) => name) };
    let done = 0;
    const advance = (by: number) => {
      done += by;
      return this.progress(of.exportId, Math.min(99, Math.floor((100 * done) / total)), signal);
    };
    const opened = (part: ExportPart): ZippedFile => ({ name: part.name, date: new Date(of.createdAt), open: () => Readable.from(linesOf(part, advance), { objectMode: false }) });
    return [{ name: 'export.json', date: new Date(of.createdAt), open: () => Readable.from([`${JSON.stringify(about, undefined, 2)}\n`], { objectMode: false }) }, ...parts.map(opened)];
  }

  /** Tells how far it is, and whether it may go on. */
  private async progress(exportId: string, percent: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new Error('The server is stopping');
    await this.unit.run(async () => {
      const now = await this.exports.runningById(exportId);
      if (!now) throw new Stopped();
      if (percent > now.percent) await this.exports.progress(exportId, percent);
    });
  }
}

async function* linesOf({ name, pages }: ExportPart, advance: (by: number) => Promise<void>): AsyncGenerator<string> {
  await advance(1);
  for await (const page of pages()) {
    yield jsonLines(page);
    await advance(perRegistration.has(name) ? page.length : 0);
  }
}
