/** What an application can be told besides results. */
export const eventTypes = ['course.imported', 'course.import_failed', 'dispatch.limit_reached', 'licence.threshold_reached', 'dispatch.alarm', 'invitation.mail_bounced'] as const;
export type EventType = (typeof eventTypes)[number];
