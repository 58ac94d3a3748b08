import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventTransparency } from 'ical-generator';
import type { MailMessage } from '../../platform/mail/mail-message';
import { WeightedCache } from '../../platform/weighted-cache';

const minute = 60_000;
const length = 15 * minute;

export interface DueDate {
  uid: string;
  sequence: number;
  dueAt: number;
  now: number;
  summary: string;
  /** Calendars are shared: no personal link may be in it. */
  description: string;
  organizer: { name: string; email: string };
}

const anyUid = 'THE-UID';
/** The library writes letter by letter; all mails of an invitation have the same entry but for its uid. */
const written = new WeightedCache<string>(200, () => 1);

/** A calendar entry of a quarter of an hour that ends at the due moment; a later `sequence` moves the entry that is there. `uid` is a key of ours. */
export function dueDateCalendar(due: DueDate): NonNullable<MailMessage['attachments']>[number] {
  const same = { ...due, uid: anyUid, now: due.now - (due.now % minute) };
  const key = JSON.stringify(same);
  const known = written.get(key);
  const calendar = known ?? write(same);
  if (!known) written.set(key, calendar);
  return { filename: 'due-date.ics', contentType: 'text/calendar; charset=utf-8; method=PUBLISH', content: calendar.replace(`UID:${anyUid}`, () => `UID:${due.uid}`) };
}

function write(due: DueDate): string {
  // RFC 5546 3.2.1: PUBLISH needs an organizer and takes no attendees; nobody is asked to answer
  const calendar = ical({ prodId: '//Courseway//Invitations//EN', method: ICalCalendarMethod.PUBLISH });
  calendar.createEvent({
    id: due.uid, sequence: due.sequence, stamp: new Date(due.now), start: new Date(due.dueAt - length), end: new Date(due.dueAt), summary: due.summary, description: due.description,
    // a parameter cannot hold a quote (RFC 5545 3.2)
    organizer: { name: due.organizer.name.replace(/["\\]/g, "'"), email: due.organizer.email }, transparency: ICalEventTransparency.TRANSPARENT, busystatus: ICalEventBusyStatus.FREE,
  });
  return `${calendar.toString()}\r\n`;
}
