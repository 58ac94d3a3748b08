import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { invalidInput } from '../../platform/failure';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { newOrderedKey } from '../../platform/random-ids';
import { FindCourseTitles } from '../../courses/find-course-titles';
import type { Destination } from '../destination.entity';
import { DestinationRepository } from '../destination.repository';
import type { Dispatch } from '../dispatch.entity';
import { destinationUnknown, dispatchUnknown } from '../dispatch.failures';
import { DispatchRepository } from '../dispatch.repository';
import { everything } from '../list-query.rules';
import { type DispatchNames, SelectDispatches } from '../select-dispatches';
import { hashSecret, mintPackageKey } from './dispatch-key.rules';
import { FillPackage } from './fill-package';
import { packageName } from './file-names.rules';
import { hasKey, type PackageFormat } from './package-formats.rules';
import { PackageKeyRepository } from './package-key.repository';
import { ZipWriter, zipEntry } from './splice-zip';

interface Download {
  dispatch: Dispatch;
  packageKey: string;
  courseTitle: string;
}

const atOnce = 100;
/** What a zip without zip64 can hold. */
const mostDispatches = 65_000;
/** Lines of the file that tells what is in a zip. */
const mostListed = 2000;

/** Builds the zips that clients import into their LMS. Each download gets a key of its own, stored as its hash before the zip leaves (RELAY 1.2). */
@Injectable()
export class BuildDispatchZip {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DispatchRepository,
    private readonly select: SelectDispatches,
    private readonly keys: PackageKeyRepository,
    private readonly courses: FindCourseTitles,
    private readonly fill: FillPackage,
    private readonly clock: Clock,
  ) {}

  /** @param isTest launches through this zip count nowhere, for whoever wants to try it. Failures: dispatch-unknown. */
  async run(applicationId: string, dispatchId: string, format: PackageFormat, isTest = false): Promise<{ name: string; zip: Buffer }> {
    if (isTest && !hasKey(format)) throw invalidInput('test', `is not offered for ${format}, which has no package key`);
    const { destination, download } = await this.unit.run(async () => {
      const dispatch = await this.dispatches.find(applicationId, dispatchId);
      const owner = dispatch && (await this.destinations.findByKey(applicationId, dispatch.destinationKey));
      if (!dispatch || !owner) throw dispatchUnknown(dispatchId);
      const [first] = await this.mint([dispatch], format, isTest);
      return { destination: owner, download: first as Download };
    });
    return { name: packageName(dispatchId, download.dispatch.dispatchKey), zip: await this.package(destination, download, format) };
  }

  /** One zip with the zips of a destination, made while it is read. Failures: destination-unknown. */
  async ofDestination(applicationId: string, destinationId: string, format: PackageFormat, tags?: string[]): Promise<Readable> {
    const { destination, keys } = await this.unit.run(async () => {
      const found = await this.destinations.find(applicationId, destinationId);
      if (!found) throw destinationUnknown(destinationId);
      const query = { ...everything, destinationKey: found.destinationKey, ...(tags ? { tags } : {}) };
      return { destination: found, keys: await this.dispatches.listKeys(applicationId, query, undefined, undefined, mostDispatches) };
    });
    return Readable.from(this.zips(applicationId, keys, format, destination), { objectMode: false });
  }

  /** The package of the one dispatch that is named, or one zip with those of several, made while it is read. Failures: those of SelectDispatches, dispatch-unknown (none is named). */
  async ofNamed(applicationId: string, named: DispatchNames, format: PackageFormat): Promise<{ name: string; zip: Buffer | Readable }> {
    const [keys, only] = await this.unit.run(async () => {
      const found = await this.select.run(applicationId, { named });
      if (!found.length) throw dispatchUnknown('with these names and tags');
      return [found, found.length === 1 ? (await this.dispatches.findSomeByKey(applicationId, found))[0] : undefined] as const;
    });
    if (only) return this.run(applicationId, only.id, format);
    return { name: 'dispatches.zip', zip: Readable.from(this.zips(applicationId, keys.slice(0, mostDispatches), format), { objectMode: false }) };
  }

  /** Makes packages no faster than they are read. What is in the zip of one destination, and how to set it up, stands at its end. */
  private async *zips(applicationId: string, keys: readonly string[], format: PackageFormat, destination?: Destination): AsyncGenerator<Buffer> {
    const writer = new ZipWriter();
    const used = new Set<string>();
    const files: { name: string; title: string }[] = [];
    for (let i = 0; i < keys.length; i += atOnce) {
      const some = keys.slice(i, i + atOnce);
      for (const { owner, ...download } of await this.owned(applicationId, some, format, destination)) {
        const name = packageName(download.dispatch.id, download.dispatch.dispatchKey, used);
        if (files.length < mostListed) files.push({ name, title: download.courseTitle });
        yield writer.add(zipEntry(name, await this.package(owner, download, format), 'store'));
      }
    }
    if (destination) yield writer.add(zipEntry('README.txt', Buffer.from(this.fill.readme({ destination, settings: destination.settingsInForce(), format }, files), 'utf8')));
    yield writer.end();
  }

  /** Downloads with the destination of each. */
  private owned(applicationId: string, keys: readonly string[], format: PackageFormat, known?: Destination): Promise<(Download & { owner: Destination })[]> {
    return this.unit.run(async () => {
      const dispatches = await this.dispatches.findSomeByKey(applicationId, keys);
      const found = known ? [known] : await this.destinations.findSomeByKey(applicationId, [...new Set(dispatches.map((one) => one.destinationKey))]);
      const owners = new Map(found.map((one) => [one.destinationKey, one]));
      return (await this.mint(dispatches, format)).flatMap((download) => {
        const owner = owners.get(download.dispatch.destinationKey);
        return owner ? [{ ...download, owner }] : [];
      });
    });
  }

  private async mint(dispatches: readonly Dispatch[], format: PackageFormat, isTest = false): Promise<Download[]> {
    const titles = await this.courses.byKey([...new Set(dispatches.map((one) => one.courseKey))]);
    const downloads = dispatches.map((dispatch) => ({ dispatch, packageKey: hasKey(format) ? mintPackageKey() : '', courseTitle: titles.get(dispatch.courseKey)?.title ?? '' }));
    const createdAt = this.clock.now();
    const rows = downloads.filter(({ packageKey }) => packageKey).map(({ dispatch, packageKey }) => ({ keyId: newOrderedKey(), dispatchKey: dispatch.dispatchKey, keyHash: hashSecret(packageKey), createdAt, revokedAt: null, isTest }));
    if (rows.length) await this.keys.add(rows);
    return downloads;
  }

  private package(destination: Destination, { dispatch, packageKey, courseTitle }: Download, format: PackageFormat): Promise<Buffer> {
    return this.fill.run({ dispatchKey: dispatch.dispatchKey, packageKey, courseTitle, destination, settings: destination.settingsInForce(), format });
  }
}
