import { Injectable } from '@nestjs/common';
import type { AiccService } from '../lms-sessions/lms-session.entity';
import type { Answered, DueSession } from '../lms-sessions/lms-session.repository';
import { ratcheted } from '../lms-sessions/ratchet.rules';
import { relayStateOf } from '../relay/relay-state.rules';
import { AskHacp } from './ask-hacp';
import { aiccData } from './hacp.rules';

const blank = { status: '', ownStatus: true, ownScore: true, liftStatus: false, liftScore: false };

/** Writes a result into an LMS by HACP: PutParam when there is news, ExitAU when the learner has left. */
@Injectable()
export class PutAiccResult {
  constructor(private readonly hacp: AskHacp) {}

  /** In review and browse nothing is written (RELAY 1.12), nor in a session that a later one has replaced: what the LMS holds is known there. Failures: outgoing-address-refused, outgoing-request-failed. */
  async run({ told, result, settings, seconds, endedAt, isSuperseded }: DueSession, service: AiccService): Promise<Answered> {
    const writes = result !== undefined && service.mode === 'normal' && !isSuperseded;
    const held = told.held ?? blank;
    if (!writes) return endedAt === null ? { told } : { told, ...(await this.hacp.run('ExitAU', service)) };
    const { status, score, location } = relayStateOf(result, settings, { epoch: result.epoch, lmsMode: service.mode });
    const next = ratcheted(held, { status, ...(score && { score: score.raw }) });
    const suspended = next.status === 'incomplete' && settings.exitValue === 'suspend';
    const news = { status: next.status, score: next.score, location, pointer: service.pointer, suspended };
    const message = JSON.stringify(news);
    const after = { told: { held: next, message, pointer: service.pointer }, holds: { status: next.status, ...(next.score === undefined ? {} : { score: next.score }) } };
    if (message !== told.message || endedAt !== null) {
      const { refused } = await this.hacp.run('PutParam', service, aiccData({ ...news, seconds }));
      if (refused !== undefined) return { ...after, refused };
    }
    if (endedAt === null) return after;
    const { refused } = await this.hacp.run('ExitAU', service);
    return { ...after, ...(refused === undefined ? {} : { refused }) };
  }
}
