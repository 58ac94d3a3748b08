import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Outbox } from '../../platform/outbox/outbox';
import { momentOfKey } from '../../platform/random-ids';
import { FileStorage } from '../../platform/storage/file-storage';
import { Upkeep } from '../../platform/upkeep';
import { DeleteUploads } from './delete-uploads';
import { UploadRepository } from './upload.repository';
import { folderOfUpload, uploadsFolder } from './uploads.rules';

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;

/** Removes files that were sent ahead a week ago, those of deleted applications, and what a crash left behind. */
@Injectable()
export class SweepUploads implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly upkeep: Upkeep,
    private readonly unit: UnitOfWork,
    private readonly uploads: UploadRepository,
    private readonly remove: DeleteUploads,
    private readonly storage: FileStorage,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.remove.remove(await this.unit.run(() => this.uploads.keysOf({ applicationId })));
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.upkeep.atStartAndEvery(hour, 'uploads', () => this.run());
  }

  async run(): Promise<void> {
    await this.remove.remove(await this.unit.run(() => this.uploads.keysOf({ before: this.clock.now() - week })));
    const old = (await this.storage.listFolders(uploadsFolder)).filter((key) => momentOfKey(key) < this.clock.now() - 2 * day);
    const known = await this.unit.run(() => this.uploads.known(old));
    for (const key of old) if (!known.has(key)) await this.storage.removePrefix(folderOfUpload(key));
  }
}
