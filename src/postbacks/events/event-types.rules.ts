/** What an application can be told besides results. */
export const eventTypes = ['course.imported', 'course.import_failed', 'dispatch.limit_reached', 'invitation.mail_bounced'] as const;
export type EventType = (typeof eventTypes)[number];
