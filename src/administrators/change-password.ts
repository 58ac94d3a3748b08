import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AdministratorRepository } from './administrator.repository';
import { EndConsoleSession } from './end-console-session';
import { Passwords } from './passwords';
import { ProvePassword } from './prove-password';
import { RecordAudit, type SignedInActor } from './record-audit';

/** Gives the one who asks a new password and ends their other sessions. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly passwords: Passwords,
    private readonly prove: ProvePassword,
    private readonly sessions: EndConsoleSession,
    private readonly audit: RecordAudit,
  ) {}

  /** Failures: password-wrong, password-refused, sign-in-locked. */
  async run(actor: SignedInActor, sessionKey: string, { current, next }: { current: string; next: string }): Promise<void> {
    await this.prove.again(actor, current);
    const passwordHash = await this.passwords.hash(next, actor.email);
    await this.unit.run(async () => {
      await this.administrators.change(actor.administratorKey, { passwordHash });
      await this.sessions.others(actor.administratorKey, sessionKey);
      await this.audit.run(actor, { action: 'password.change' });
    });
  }
}
