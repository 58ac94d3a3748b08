import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { SignedTokens } from '../platform/signed-token';
import { AdministratorRepository } from './administrator.repository';

const purpose = 'first-administrator';
const lifeSeconds = 7 * 86_400;

/** The link that makes the first administrator, for as long as there is none. */
@Injectable()
export class FirstAdministratorLink {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly tokens: SignedTokens,
    private readonly config: Config,
  ) {}

  /** Nothing once there is an administrator. Good for seven days; each start makes a new one. */
  async run(): Promise<string | undefined> {
    return (await this.isWanted()) ? `${this.config.publicUrl}/console/first/${this.tokens.sign(purpose, {}, lifeSeconds)}` : undefined;
  }

  isWanted(): Promise<boolean> {
    return this.unit.run(async () => !(await this.administrators.any()));
  }

  async opens(token: string): Promise<boolean> {
    return typeof this.tokens.verify(purpose, token) === 'object' && (await this.isWanted());
  }
}
