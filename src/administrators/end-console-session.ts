import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { consoleSessionUnknown } from './administrators.failures';
import { ConsoleSessionRepository } from './console-session.repository';
import { RecordAudit, type SignedInActor } from './record-audit';
import { VerifyConsoleSession } from './verify-console-session';

/** Ends sessions. They are refused from that moment on. */
@Injectable()
export class EndConsoleSession {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly sessions: ConsoleSessionRepository,
    private readonly audit: RecordAudit,
    private readonly verify: VerifyConsoleSession,
  ) {}

  /** One of the one who asks. Failures: console-session-unknown, also for somebody else's. */
  run(actor: SignedInActor, sessionKey: string): Promise<void> {
    return this.unit.run(async () => {
      if (!(await this.sessions.remove(actor.administratorKey, sessionKey))) throw consoleSessionUnknown(sessionKey);
      await this.audit.run(actor, { action: 'session.end', subject: sessionKey });
      this.forget();
    });
  }

  /** All of an administrator but `kept`. */
  others(administratorKey: string, kept?: string): Promise<void> {
    return this.unit.run(async () => {
      await this.sessions.removeOthers(administratorKey, kept);
      this.forget();
    });
  }

  /** What is known of sessions is read again, once the running unit of work is committed. */
  forget(): void {
    this.unit.afterCommit(() => this.verify.forget());
  }
}
