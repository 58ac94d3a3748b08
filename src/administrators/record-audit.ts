import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newOrderedKey } from '../platform/random-ids';
import { SignedTokens } from '../platform/signed-token';
import { AuditRepository } from './audit.repository';

/** Who does something. */
export interface Actor {
  administratorKey: string | null;
  email: string;
  /** Of the network. */
  address: string;
}
export type SignedInActor = Actor & { administratorKey: string };
export interface AuditedAction {
  applicationId?: string;
  action: string;
  subject?: string;
  /** Ids and numbers only: no secrets, nothing of a learner. */
  detail?: Record<string, unknown>;
}
/** A call of the API by a session. */
export interface AuditedCall {
  applicationId: string;
  /** Such as `PUT /dispatch/dispatches/{}`. */
  operation: string;
  status: number;
  /** From the path, by the names of its parameters. */
  ids: Record<string, string>;
}

/** Their values are, or may be, a learner's mail address. */
const personal = /learner|address/i;

/** Writes down what administrators do. */
@Injectable()
export class RecordAudit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly entries: AuditRepository,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  /** In the same unit of work as what it tells of. */
  run(actor: Actor, { applicationId, action, subject = '', detail }: AuditedAction): Promise<void> {
    return this.unit.run(() =>
      this.entries.add({
        entryKey: newOrderedKey(), applicationId: applicationId ?? null, administratorKey: actor.administratorKey, actor: actor.email, action: action.slice(0, 128), subject: subject.slice(0, 255), detail: detail ?? null,
        address: actor.address.slice(0, 64), createdAt: this.clock.now(),
      }),
    );
  }

  /** What names a learner is kept as a keyed hash. */
  async call(actor: Actor, { applicationId, operation, status, ids }: AuditedCall): Promise<void> {
    const shown = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, personal.test(name) ? `#${this.tokens.hmac('audit', id).slice(0, 16)}` : id]));
    await this.run(actor, { applicationId, action: operation, subject: Object.values(shown).join(' / '), detail: { status, ...shown } });
  }
}
