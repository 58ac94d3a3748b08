import type { OutboxFact } from '../platform/outbox/outbox';
import type { Standing } from './result-override.rules';

export interface RegistrationProgressed {
  instanceKey: string;
  rev: number;
  /** The commit that did it; absent for other changes. */
  launch?: LaunchStep;
  /** How it stood before and after; absent when it began anew. */
  step?: { from: Standing; to: Standing };
}

/** One commit of one launch, with what the learner came to by it. */
export interface LaunchStep {
  sessionKey: string;
  at: number;
  activityId: string;
  completion: string;
  success: string;
  score: number | null;
  /** Spent in this launch so far. */
  seconds: number;
  /** The content ended with it. */
  final: boolean;
  /** The learner's page is going away; it may come back, as after a reload. */
  left?: true;
}

/** `stays`: the registration goes on with this instance. */
export interface InstancesDeleted {
  instanceKeys: string[];
  stays?: { registrationKey: string; instanceKey: string };
}

/** Instances are gone, with or without their registrations; `subject` is the first of them. */
export const instancesDeleted = (applicationId: string, fact: InstancesDeleted): OutboxFact => ({ applicationId, kind: 'instances.deleted', subject: fact.instanceKeys[0] ?? '', body: fact });

/** The result or the state of an instance changed; `subject` is the instance. */
export const registrationProgressed = (applicationId: string, fact: RegistrationProgressed): OutboxFact => ({
  applicationId,
  kind: 'registration.progressed',
  subject: fact.instanceKey,
  body: fact,
});
