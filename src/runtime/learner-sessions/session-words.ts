import type { RegistrationRow } from '../../registrations/find-registrations';

/** The words that sessions have for a result. */
export const completionStatuses = { UNKNOWN: 'not attempted', INCOMPLETE: 'incomplete', COMPLETED: 'completed' } as const;
export const successStatuses = { UNKNOWN: 'unknown', PASSED: 'passed', FAILED: 'failed' } as const;

/** A session in short, as receivers of events and lists are told of it. */
export const sessionSummary = (row: RegistrationRow) => ({
  session_id: row.id, package_id: row.course_id, user_id: row.learner_id, completion_status: completionStatuses[row.completion], success_status: successStatuses[row.success],
  time_spent_seconds: Math.round(Number(row.seconds)), version: Number(row.rev),
});
