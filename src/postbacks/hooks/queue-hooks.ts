import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Outbox, type OutboxFact } from '../../platform/outbox/outbox';
import type { ToldEvent } from '../../platform/outbox/told-event';
import { sha256Hex } from '../../platform/random-ids';
import { FindPostedInstances, type PostedInstance } from '../../registrations/find-posted-instances';
import type { RegistrationProgressed } from '../../registrations/registrations.events';
import { sessionSummary } from '../../runtime/learner-sessions/session-words';
import { hostOf } from '../postback-target.rules';
import { type NewEvent, PostbackRepository } from '../postback.repository';
import type { Hook } from './hook.entity';
import { eventsOf, type HookEvent } from './hook-events.rules';
import { HookRepository } from './hook.repository';

/** Something that happened, as it is told. */
interface Happening {
  applicationId: string;
  /** The same at every delivery of the fact. */
  key: string;
  event: HookEvent;
  at: number;
  data: object;
  sessionId?: string;
  learnerId?: string;
}
const instancesAtOnce = 200;

/** Queues a message for each webhook that wants what happened, beside the postbacks and sent like them. */
@Injectable()
export class QueueHooks implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly hooks: HookRepository,
    private readonly instances: FindPostedInstances,
    private readonly postbacks: PostbackRepository,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('registration.progressed', (facts) => this.follow(facts, (some) => this.progressed(some)));
    const told = { 'course.imported': toldImport, 'course.import_failed': toldFailure, 'session.launched': toldLaunch };
    for (const [kind, tell] of Object.entries(told)) this.outbox.subscribe(kind, (facts) => this.follow(facts, async (some) => some.map(tell)));
  }

  private async follow(facts: readonly OutboxFact[], tell: (facts: readonly OutboxFact[]) => Promise<Happening[]>): Promise<void> {
    const hooks = await this.unit.run(() => this.hooks.of([...new Set(facts.map(({ applicationId }) => applicationId))]));
    const listening = new Set(hooks.map(({ applicationId }) => applicationId));
    const some = facts.filter(({ applicationId }) => listening.has(applicationId));
    for (let from = 0; from < some.length; from += instancesAtOnce)
      await this.unit.run(async () => {
        const now = this.clock.now();
        const happened = await tell(some.slice(from, from + instancesAtOnce));
        await this.postbacks.addEvents(happened.flatMap((one) => hooks.filter((hook) => hook.applicationId === one.applicationId && hook.eventType === one.event).map((hook) => messageOf(one, hook, now))));
      });
  }

  /** Progress tells of the newest state, so that one message is enough for what is told together. */
  private async progressed(facts: readonly OutboxFact[]): Promise<Happening[]> {
    const at = this.clock.now();
    const rows = new Map<string, PostedInstance>();
    for (const applicationId of new Set(facts.map((fact) => fact.applicationId)))
      for (const [key, row] of await this.instances.run(applicationId, facts.filter((fact) => fact.applicationId === applicationId).map(({ subject }) => subject), false)) rows.set(key, row);
    const newest = new Map(facts.map(({ subject, body }) => [subject, (body as RegistrationProgressed).rev]));
    return facts.flatMap(({ applicationId, subject, body }): Happening[] => {
      const [row, fact] = [rows.get(subject), body as RegistrationProgressed];
      const events = eventsOf(fact.step).filter((event) => event !== 'session.progress.updated' || newest.get(subject) === fact.rev);
      return row ? events.map((event) => ({ applicationId, key: `${subject}:${fact.rev}`, event, at, data: { ...sessionSummary(row), score: row.score === null ? null : { scaled: Number(row.score) }, ...(fact.launch && { activity_id: fact.launch.activityId }) }, sessionId: row.id, learnerId: row.learner_id })) : [];
    });
  }
}

function toldOf<D>({ applicationId, body }: OutboxFact, event: HookEvent, dataOf: (data: D) => object): Happening {
  const { eventKey, at, data, learnerId } = body as ToldEvent;
  const { registrationId } = data as { registrationId?: string };
  return { applicationId, key: eventKey, event, at, data: dataOf(data as D), ...(registrationId !== undefined && { sessionId: registrationId }), ...(learnerId !== undefined && { learnerId }) };
}
const toldImport = (fact: OutboxFact) => toldOf(fact, 'package.processing.completed', ({ jobId, courseId, version, title }: { jobId: string; courseId: string; version: number; title: string }) => ({ package_id: courseId, status: 'ready', version, title, job_id: jobId }));
const toldFailure = (fact: OutboxFact) => toldOf(fact, 'package.processing.failed', ({ jobId, courseId, message }: { jobId: string; courseId: string; message: string }) => ({ package_id: courseId, status: 'failed', error: message, job_id: jobId }));
const toldLaunch = (fact: OutboxFact) => toldOf(fact, 'session.launched', ({ registrationId, courseId, learnerId }: { registrationId: string; courseId: string; learnerId: string }) => ({ session_id: registrationId, package_id: courseId, user_id: learnerId }));

function messageOf({ applicationId, key, event, at, data, sessionId = '', learnerId = '' }: Happening, hook: Hook, now: number): NewEvent {
  const body = JSON.stringify({ event_type: event, type: event, webhook_id: `webhook_${hook.hookKey}`, tenant_id: applicationId, timestamp: new Date(at).toISOString(), data });
  return { postbackKey: sha256Hex(`${hook.hookKey}:${event}:${key}`).slice(0, 26), applicationId, kind: event, registrationId: sessionId, learnerId: learnerId || null, host: hostOf(hook.url), body, now, hookKey: hook.hookKey };
}
