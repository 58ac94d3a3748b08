import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Failure } from '../platform/failure';
import { AddAdministrator, plainEmail } from './add-administrator';
import { AdministratorRepository } from './administrator.repository';
import { Passwords } from './passwords';

/** Sees to it that the administrator of BOOTSTRAP_ADMIN_EMAIL exists after start. One who is known keeps the password. */
@Injectable()
export class BootstrapAdministrator implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly passwords: Passwords,
    private readonly add: AddAdministrator,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { email, password } = this.config.bootstrapAdmin;
    if (!email || !password || (await this.unit.run(() => this.administrators.byEmail(plainEmail(email))))) return;
    const passwordHash = await this.passwords.hash(password, email);
    try {
      await this.add.run({ email, name: email, passwordHash, isInstallationOwner: true, roles: {} });
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'administrator-exists')) throw error; // another node was quicker
    }
  }
}
