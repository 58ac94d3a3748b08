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
    return Readable.from(this.zips(destination, keys, format), { objectMode: false });
  }

  /** Makes packages no faster than they are read. What is in the zip, and how to set it up, stands at its end. */
  private async *zips(destination: Destination, keys: readonly string[], format: PackageFormat): AsyncGenerator<Buffer> {
    const writer = new ZipWriter();
    const used = new Set<string>();
    const files: { name: string; title: string }[] = [];
    for (let i = 0; i < keys.length; i += atOnce) {
      const some = keys.slice(i, i + atOnce);
      const downloads = await this.unit.run(async () => this.mint(await this.dispatches.findSomeByKey(destination.applicationId, some), format));
      for (const download of downloads) {
        const name = packageName(download.dispatch.id, download.dispatch.dispatchKey, used);
        if (files.length < mostListed) files.push({ name, title: download.courseTitle });
        yield writer.add(zipEntry(name, await this.package(destination, download, format), 'store'));
      }
    }
    const text = this.fill.readme({ destination, settings: destination.settingsInForce(), format }, files);
    yield writer.add(zipEntry('README.txt', Buffer.from(text, 'utf8')));
    yield writer.end();
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
