import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AdministratorRepository } from './administrator.repository';

/** Changes name and language of the one who asks. */
@Injectable()
export class ChangeAccount {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly clock: Clock,
  ) {}

  run(administratorKey: string, fields: { name?: string; language?: string | null }): Promise<void> {
    return this.unit.run(() => this.administrators.change(administratorKey, { ...fields, updatedAt: this.clock.now() }));
  }
}
