/** Registrations as the API tells them. */
interface ActivityResult {
  id?: string;
  title?: string;
  attempts?: number;
  activityCompletion?: string;
  activitySuccess?: string;
  score?: { scaled: number };
  timeTracked?: string;
  suspended?: boolean;
  children?: ActivityResult[];
  runtime?: { suspendData?: string; location?: string; exit?: string; scoreRaw?: string; runtimeInteractions?: { id?: string; learnerResponse?: string; result?: string }[] };
}
export interface RegistrationData {
  id: string;
  instance?: number;
  dispatchId?: string;
  updated?: string;
  registrationCompletion?: string;
  registrationSuccess?: string;
  registrationCompletionAmount?: number;
  score?: { scaled: number };
  totalSecondsTracked?: number;
  firstAccessDate?: string;
  lastAccessDate?: string;
  completedDate?: string;
  createdDate?: string;
  course: { id: string; title?: string; version?: number };
  learner: { id: string; email?: string; firstName?: string; lastName?: string };
  tags?: string[];
  activityDetails?: ActivityResult;
}
export type { ActivityResult };
export const nameOfLearner = ({ firstName, lastName, id }: RegistrationData['learner']): string => [firstName, lastName].filter(Boolean).join(' ') || id;
export const scoreOf = (score: { scaled: number } | undefined): string => (score ? `${score.scaled} %` : '–');
