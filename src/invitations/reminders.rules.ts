const day = 86_400_000;
const hour = 3_600_000;
export const mostReminders = 3;
export const usualReminderDays: readonly number[] = [-7, -1, 3];
const [firstHour, lastHour] = [8, 20];

/** The hour of the day in a time zone. */
const hourIn = (moment: number, timeZone: string): number => Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(moment));

/** The same moment, or the next one at which nobody is asleep in the zone: reminders come from 8 to 20 o'clock. */
export function awakeAt(moment: number, timeZone: string): number {
  for (let later = moment; later <= moment + day; later += hour) {
    const at = hourIn(later, timeZone);
    if (at >= firstHour && at < lastHour) return later;
  }
  return moment;
}

/** When the next reminder is due after `now`: the first rule that lies ahead. */
export function nextReminder(of: { dueAt: number | null; reminderDays: readonly number[] | null; timeZone: string }, now: number, sent: number): number | null {
  const { dueAt } = of;
  if (dueAt === null || !of.reminderDays?.length || sent >= mostReminders) return null;
  const ahead = of.reminderDays.map((days) => awakeAt(dueAt + days * day, of.timeZone)).filter((moment) => moment > now);
  return ahead.length ? Math.min(...ahead) : null;
}

/** Whether a time zone of that name is known, such as Europe/Berlin. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
