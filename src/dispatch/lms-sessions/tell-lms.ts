import { Injectable, Logger } from '@nestjs/common';
import { PutAiccResult } from '../aicc/put-aicc-result';
import { SendCmi5Statements } from '../cmi5/send-cmi5-statements';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Failure } from '../../platform/failure';
import { SeatRepository } from '../seats/seat.repository';
import type { LmsWord } from '../seats/seat.entity';
import { KeepLmsSession } from './keep-lms-session';
import type { LmsService, Told } from './lms-session.entity';
import { NoteServerLaunch } from './note-server-launch';
import { type Answered, type DueSession, LmsSessionRepository } from './lms-session.repository';

/** Tells the LMS of one session what is new, from server to server, in order and each thing once. */
@Injectable()
export class TellLms {
  private readonly log = new Logger(TellLms.name);

  constructor(
    private readonly unit: UnitOfWork,
    private readonly sessions: LmsSessionRepository,
    private readonly keep: KeepLmsSession,
    private readonly aicc: PutAiccResult,
    private readonly cmi5: SendCmi5Statements,
    private readonly seats: SeatRepository,
    private readonly note: NoteServerLaunch,
    private readonly clock: Clock,
  ) {}

  /** Throws what another try can mend; what an LMS refuses for good closes the session, and the next launch makes up for it. */
  async run(lmsSessionKey: string): Promise<void> {
    const due = await this.unit.run(() => this.sessions.due(lmsSessionKey));
    if (!due) return;
    const service = this.keep.open(lmsSessionKey, due.sealedService);
    if (!service) return this.close(due, 'what was stored of it cannot be opened with the present secret key');
    try {
      const { told, holds, refused } = await this.send(due, service);
      if (refused !== undefined) return await this.close(due, refused, service);
      await this.confirm(due, told, holds);
      this.note.told(service.timelineKey, { ...(due.result && { rev: due.result.rev }), ...(holds && { holds }) });
    } catch (fault) {
      const error = fault instanceof Failure ? fault.publicMessage : String(fault);
      if (fault instanceof Failure && fault.code !== 'outgoing-request-failed') return this.close(due, error, service); // the address is refused for good
      this.note.told(service.timelineKey, { error: 'unreachable' });
      await this.unit.run(() => this.sessions.settle(lmsSessionKey, { error, closed: false, now: this.clock.now() }));
      throw fault;
    }
  }

  private async send(due: DueSession & { attemptHash: string }, service: LmsService): Promise<Answered> {
    if (service.protocol === 'aicc') return this.aicc.run(due, service);
    const before = await this.unit.run(() => this.sessions.toldBefore(due.attemptHash, due.lmsSessionKey));
    return this.cmi5.run(due, service, before, (told) => this.unit.run(() => this.sessions.tell(due.lmsSessionKey, told)));
  }

  private async confirm({ lmsSessionKey, seatKey, result, endedAt }: DueSession, told: Told, holds: LmsWord | undefined): Promise<void> {
    const now = this.clock.now();
    await this.unit.run(async () => {
      await this.sessions.tell(lmsSessionKey, told);
      await this.sessions.settle(lmsSessionKey, { closed: endedAt !== null, now });
      if (seatKey && result && holds) await this.seats.acknowledged({ seatKey, now, rev: result.rev, readBack: holds, pointerStored: told.pointer !== undefined });
    });
  }

  private async close({ lmsSessionKey, dispatchKey }: DueSession, error: string, service?: LmsService): Promise<void> {
    this.note.told(service?.timelineKey, { error: 'refused' });
    this.log.warn(`the LMS of a launch of dispatch ${dispatchKey} hears no more of it; why is kept with the session (${lmsSessionKey})`); // its own words may name the learner
    await this.unit.run(() => this.sessions.settle(lmsSessionKey, { error, closed: true, now: this.clock.now() }));
  }
}
