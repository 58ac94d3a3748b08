import type { OutboxFact } from '../platform/outbox/outbox';

export interface RegistrationProgressed {
  instanceKey: string;
  rev: number;
}

/** The result or the state of an instance changed; `subject` is the instance. */
export const registrationProgressed = (applicationId: string, fact: RegistrationProgressed): OutboxFact => ({
  applicationId,
  kind: 'registration.progressed',
  subject: fact.instanceKey,
  body: fact,
});
