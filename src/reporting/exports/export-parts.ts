import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { TaggedKind } from '../../tags/tag-words.rules';
import { ExportRows, type Place, type Row, type Scan, scans, scansWithin } from './export-rows.report';
import { grouped, settingShape, shapeOf } from './export-shapes.rules';

/** A file of an export: pages of lines, each read in a unit of work of its own. */
export interface ExportPart {
  name: string;
  pages: () => AsyncGenerator<object[]>;
}
type Shaper = (rows: Row[]) => Promise<object[]>;

/** Small enough for the memory, whatever the rows hold; what a course stored can be long. */
const atOnce = 200;
const runtimesAtOnce = 25;
const key = (row: Row, name: string) => String(row[name]);

/** What an export consists of. Its files are told as they are when their turn has come: it is no picture of one moment. */
@Injectable()
export class ExportParts {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly rows: ExportRows,
  ) {}

  of(applicationId: string): ExportPart[] {
    const part = (name: string, scan: Scan, shape: Shaper): ExportPart => ({ name: `${name}.jsonl`, pages: () => this.pages(scan, shape) });
    const each = (shape: (row: Row) => object) => async (rows: Row[]) => rows.map(shape);
    const tagged = (kind: TaggedKind, keyed: string) => async (rows: Row[]) => {
      const tags = await this.tags(applicationId, kind, rows.map((row) => key(row, keyed)));
      return rows.map((row) => ({ ...shapeOf(row), tags: tags(key(row, keyed)) }));
    };
    return [
      part('settings', scans.settings(applicationId), async (rows) => rows.flatMap(settingShape)),
      part('courses', scans.courses(applicationId), (rows) => this.courses(applicationId, rows)),
      part('learners', scans.learners(applicationId), (rows) => this.learners(rows)),
      part('learner-tags', scans.learnerTags(applicationId), each((row) => ({ learnerId: row['item_key'], tag: row['tag'] }))),
      part('destinations', scans.destinations(applicationId), tagged('destination', 'destination_key')),
      part('dispatches', scans.dispatches(applicationId), tagged('dispatch', 'dispatch_key')),
      part('invitations', scans.invitations(applicationId), async (rows) => (await tagged('invitation', 'invitation_key')(rows)).map((row, i) => ({ id: rows[i]?.['invitation_key'], ...row }))),
      { name: 'recipients.jsonl', pages: () => this.recipients(applicationId) },
      part('registrations', scans.registrations(applicationId), (rows) => this.registrations(applicationId, rows)),
      { name: 'launches.jsonl', pages: () => this.launches(applicationId) },
      { name: 'runtimes.jsonl', pages: () => this.runtimes(applicationId) },
      part('statements', scans.statements(applicationId), each((row) => JSON.parse(key(row, 'body')) as object)),
    ];
  }

  private async *pages(scan: Scan, shape: Shaper): AsyncGenerator<object[]> {
    for await (const rows of this.raw(scan)) yield await this.unit.run(() => shape(rows));
  }

  private async *raw(scan: Scan): AsyncGenerator<Row[]> {
    for (let rows: Row[] = [], after: Place | undefined; after === undefined || rows.length === atOnce; ) {
      const from: Place | undefined = after;
      rows = await this.unit.run(() => this.rows.page(scan, from, atOnce));
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = this.rows.placeOf(scan, last);
    }
  }

  private async tags(applicationId: string, kind: TaggedKind, keys: readonly string[]): Promise<(itemKey: string) => string[]> {
    const found = grouped(await this.rows.tags(applicationId, kind, keys), 'item_key');
    return (itemKey) => (found.get(itemKey) ?? []).map((row) => key(row, 'tag')).sort();
  }

  private async courses(applicationId: string, rows: Row[]): Promise<object[]> {
    const keys = rows.map((row) => key(row, 'course_key'));
    const versions = grouped(await this.rows.versions(keys), 'course_key');
    const tags = await this.tags(applicationId, 'course', keys);
    return rows.map((row) => ({ ...shapeOf(row), tags: tags(key(row, 'course_key')), versions: (versions.get(key(row, 'course_key')) ?? []).map(shapeOf) }));
  }

  private async learners(rows: Row[]): Promise<object[]> {
    const names = grouped(await this.rows.names(rows.map((row) => key(row, 'registration_key'))), 'learner_id');
    return rows.map((row) => ({ id: row['learner_id'], ...shapeOf({ ...names.get(key(row, 'learner_id'))?.[0], learner_id: null }), registrations: Number(row['n']) }));
  }

  private async registrations(applicationId: string, rows: Row[]): Promise<object[]> {
    const keys = rows.map((row) => key(row, 'registration_key'));
    const instances = await this.rows.instances(keys);
    const versions = grouped(await this.rows.versionNumbers([...new Set(instances.map((one) => key(one, 'version_key')))]), 'version_key');
    const tags = await this.tags(applicationId, 'registration', keys);
    const byRegistration = grouped(instances, 'registration_key');
    const shape = (one: Row) => ({ ...shapeOf(one), courseVersion: versions.get(key(one, 'version_key'))?.[0]?.['version'] });
    return rows.map((row) => ({ ...shapeOf(row), tags: tags(key(row, 'registration_key')), instances: (byRegistration.get(key(row, 'registration_key')) ?? []).map(shape) }));
  }

  private async *runtimes(applicationId: string): AsyncGenerator<object[]> {
    for await (const rows of this.raw(scans.registrations(applicationId))) {
      const ids = new Map(rows.map((row) => [key(row, 'registration_key'), row['id']]));
      const shape = (one: Row) => ({ registrationId: ids.get(key(one, 'registration_key')), ...shapeOf({ instance: one['instance'], runtime: one['runtime'] }) });
      for (const some of chunksOf([...ids.keys()], runtimesAtOnce)) yield (await this.unit.run(() => this.rows.instances(some, true))).map(shape);
    }
  }

  private async *launches(applicationId: string): AsyncGenerator<object[]> {
    for await (const rows of this.raw(scans.registrations(applicationId))) {
      const ids = new Map(rows.map((row) => [key(row, 'registration_key'), row['id']]));
      const instances = new Map((await this.unit.run(() => this.rows.instances([...ids.keys()]))).map((one) => [key(one, 'instance_key'), one]));
      const shape = (row: Row) => {
        const instance = instances.get(key(row, 'instance_key'));
        return { registrationId: ids.get(key(instance ?? {}, 'registration_key')), instance: instance?.['instance'], launchId: row['session_key'], ...shapeOf({ ...row, epoch: null }) };
      };
      for (const some of chunksOf([...instances.keys()], atOnce)) for await (const page of this.raw(scansWithin.launches(some))) yield page.map(shape);
    }
  }

  private async *recipients(applicationId: string): AsyncGenerator<object[]> {
    for await (const rows of this.raw(scans.invitations(applicationId))) {
      const keys = rows.map((row) => key(row, 'invitation_key'));
      for await (const page of this.raw(scansWithin.recipients(keys))) yield page.map((row) => ({ invitationId: row['invitation_key'], ...shapeOf(row) }));
    }
  }
}

function* chunksOf(keys: readonly string[], size: number): Generator<string[]> {
  for (let i = 0; i < keys.length; i += size) yield keys.slice(i, i + size);
}
