/** What an LMS holds, in its own words. */
interface Word {
  status: string;
  score?: string;
}

export const confirmationStates = ['confirmed', 'unconfirmed', 'never'] as const;
export type ConfirmationState = (typeof confirmationStates)[number];

/** What the LMS of one learner has confirmed of what is known here. */
export interface Confirmation {
  /** Place in the list. */
  place: [learnerKey: string, instance: number];
  state: ConfirmationState;
  registrationId: string;
  learner: { id: string; firstName: string; lastName: string };
  instance: number;
  completion: string;
  success: string;
  /** Scaled. */
  score: number | null;
  rev: number;
  confirmedRev: number | null;
  lms: Word | null;
  /** What the LMS held that did not come from us and was left alone. */
  prior: Word | null;
  error: string | null;
  launchedAt: number;
}
