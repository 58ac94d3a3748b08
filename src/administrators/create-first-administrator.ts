import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Failure } from '../platform/failure';
import { AddAdministrator } from './add-administrator';
import { linkRefused } from './administrators.failures';
import { FirstAdministratorLink } from './first-administrator-link';
import { type Browser, OpenConsoleSession } from './open-console-session';
import { Passwords } from './passwords';

/** Makes the first administrator, owner of the installation, by the link of the banner, and signs them in. */
@Injectable()
export class CreateFirstAdministrator {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly link: FirstAdministratorLink,
    private readonly passwords: Passwords,
    private readonly add: AddAdministrator,
    private readonly open: OpenConsoleSession,
  ) {}

  /** Works once, however many try at the same moment. Answers the secret for the cookie. Failures: link-refused, password-refused. */
  async run({ token, email, name, password }: { token: string; email: string; name: string; password: string }, browser: Browser): Promise<string> {
    if (!(await this.link.opens(token))) throw linkRefused();
    const passwordHash = await this.passwords.hash(password, email);
    try {
      return await this.unit.run(async () => {
        if (!(await this.link.isWanted())) throw linkRefused();
        return this.open.run(await this.add.run({ email, name, passwordHash, isInstallationOwner: true, roles: {}, origin: 'first' }), browser);
      });
    } catch (error) {
      throw error instanceof Failure && error.code === 'administrator-exists' ? linkRefused() : error;
    }
  }
}
