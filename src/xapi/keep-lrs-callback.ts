import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { LrsCallbackRepository } from './lrs-callback.repository';

/** Keeps an application's address for questions about who may write statements. It is kept only: content shows the credentials it was launched with, so nobody is asked. */
@Injectable()
export class KeepLrsCallback {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly callbacks: LrsCallbackRepository,
  ) {}

  read(applicationId: string): Promise<string | undefined> {
    return this.unit.run(() => this.callbacks.find(applicationId));
  }

  run(applicationId: string, url: string): Promise<void> {
    return this.unit.run(() => this.callbacks.put(applicationId, url));
  }

  forget(applicationId: string): Promise<void> {
    return this.unit.run(() => this.callbacks.remove(applicationId));
  }
}
