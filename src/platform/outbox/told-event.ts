import { newKey } from '../random-ids';
import type { OutboxFact } from './outbox';

/** An event that callers may want to be told. */
export interface ToldEvent {
  /** The same at every delivery of the fact. */
  eventKey: string;
  /** Milliseconds of when it happened. */
  at: number;
  data: object;
  /** Whom it tells of: the event is forgotten with them. */
  learnerId?: string;
}

/** The fact of an event; its kind is the type that callers see, such as `course.imported`. */
export function toldEvent(applicationId: string, type: string, event: Omit<ToldEvent, 'eventKey'>): OutboxFact {
  const eventKey = newKey();
  return { applicationId, kind: type, subject: eventKey, body: { ...event, eventKey } satisfies ToldEvent };
}
