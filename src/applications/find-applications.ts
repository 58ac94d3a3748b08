import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ApplicationRepository } from './application.repository';

/** Reads tenants for other features. */
@Injectable()
export class FindApplications {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
  ) {}

  /** The name people see; empty for an application that is gone. */
  async nameOf(applicationId: string): Promise<string> {
    return (await this.unit.run(() => this.applications.find(applicationId)))?.name ?? '';
  }
}
