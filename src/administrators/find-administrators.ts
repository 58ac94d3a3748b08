import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';

/** Everybody who may sign in, and those who are invited to. The oldest first. */
@Injectable()
export class FindAdministrators {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
  ) {}

  run(): Promise<Administrator[]> {
    return this.unit.run(() => this.administrators.all());
  }
}
