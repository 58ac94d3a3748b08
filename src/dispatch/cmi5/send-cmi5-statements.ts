import { Injectable } from '@nestjs/common';
import type { Cmi5Service, Told } from '../lms-sessions/lms-session.entity';
import type { Answered, DueSession } from '../lms-sessions/lms-session.repository';
import { mapScore } from '../relay/map-to-lms.rules';
import { relayStateOf } from '../relay/relay-state.rules';
import { AskLrs } from './ask-lrs';
import { leftToSay, type Outcome, statement, type Verb } from './statements.rules';

/** Our document among the states of an activity. */
export const stateId = 'courseway';
/** What outlives a session: both are said once in an enrolment. */
const once: readonly Verb[] = ['completed', 'passed'];
const verbsOf = (told: Told) => (told.verbs ?? []) as readonly Verb[];

/** Tells an LMS the results of one session as cmi5 statements, in their order. */
@Injectable()
export class SendCmi5Statements {
  constructor(private readonly lrs: AskLrs) {}

  /** `keep` stores what was taken after each statement, so that a later failure repeats nothing. Failures: outgoing-address-refused, outgoing-request-failed. */
  async run(due: DueSession, service: Cmi5Service, before: readonly Told[], keep: (told: Told) => Promise<void>): Promise<Answered> {
    const { settings, result } = due;
    const status = result ? relayStateOf(result, settings, { epoch: result.epoch, lmsMode: 'normal' }).status : '';
    const outcome: Outcome | undefined = result && { status, isComplete: result.completion === 'COMPLETED', score: result.score };
    const earlier = new Set(before.flatMap(verbsOf).filter((verb) => once.includes(verb)));
    let { told } = due;
    const take = (more: Told) => {
      told = { ...told, ...more };
      return keep(told);
    };
    for (const { verb, scaled } of leftToSay(new Set(verbsOf(told)), earlier, outcome, service.launch, due.endedAt !== null)) {
      const refused = await this.lrs.send(service, statement({ ...service, key: due.lmsSessionKey }, verb, { timestamp: momentOf(verb, due), seconds: due.seconds, ...(scaled === undefined ? {} : { scaled }) }));
      if (refused !== undefined) return { told, refused };
      await take({ verbs: [...verbsOf(told), verb] });
      if (verb === 'initialized' && service.pointer) await this.keepPointer(service, take);
    }
    const score = mapScore({ scaled: result?.score ?? undefined });
    return { told, ...(result ? { holds: { status, ...(score && { score: score.raw }) } } : {}) };
  }

  /** An LMS that keeps no documents of ours is one that never shows a proof; its results are told all the same. */
  private async keepPointer(service: Cmi5Service, take: (told: Told) => Promise<void>): Promise<void> {
    const refused = await this.lrs.keepState(service, { ...service, stateId }, { pointer: service.pointer });
    if (refused === undefined) await take({ pointer: service.pointer });
  }
}

/** The order of statements is that of their timestamps: results lie behind the beginning of the session and before its end. */
function momentOf(verb: Verb, { createdAt, newsAt, endedAt }: DueSession): number {
  if (verb === 'initialized') return createdAt;
  const news = Math.max(createdAt + 1, newsAt);
  return verb === 'terminated' ? Math.max(news + 1, endedAt ?? 0) : news;
}
