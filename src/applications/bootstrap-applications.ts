import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type BootstrapCredential, Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { randomSecret } from '../platform/random-ids';
import { ApplicationRepository } from './application.repository';
import { CreateApplication } from './create-application';

export interface FirstCredential {
  what: string;
  applicationId: string;
  secret: string;
}

/** Sees to it that an application and the management application exist after start. */
@Injectable()
export class BootstrapApplications implements OnApplicationBootstrap {
  /** Secrets made at this start, shown once in the banner. */
  readonly generated: FirstCredential[] = [];

  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly create: CreateApplication,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.ensure('Application', this.config.bootstrapApp, false);
    await this.ensure('Management application', this.config.bootstrapManagement, true);
  }

  private async ensure(what: string, wanted: BootstrapCredential, isManagement: boolean): Promise<void> {
    const given = wanted.id !== undefined && wanted.secret !== undefined;
    if (!given && (await this.unit.run(() => this.applications.any(isManagement)))) return;
    const applicationId = wanted.id ?? (isManagement ? 'management' : randomSecret(6).replace(/[^A-Za-z0-9]/g, 'x').toUpperCase());
    const secret = wanted.secret ?? randomSecret(30);
    await this.create.run({ applicationId, secret, name: wanted.name, isManagement });
    if (!given) this.generated.push({ what, applicationId, secret });
  }
}
