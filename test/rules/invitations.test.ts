import { closedAt, joinRefusal, linkEnd, recipientRefusal } from '../../src/invitations/invitation-state.rules';
import { addressFault, columnsOf, rowFault, rowOf } from '../../src/invitations/recipient-rows.rules';
import { awakeAt, isTimeZone, nextReminder, usualReminderDays } from '../../src/invitations/reminders.rules';

const day = 86_400_000;
const at = (iso: string) => Date.parse(iso);

describe('addresses', () => {
  test.each(['a@b.example', 'first.last+tag@sub.example.org', "o'neil@x.example", 'a@bücher.example', 'A@B.EXAMPLE', `${'x'.repeat(60)}@x.example`])('%s is one', (address) => expect(addressFault(address)).toBeUndefined());
  test.each([
    '', 'a', '@b.example', 'a@', 'a@b', 'a b@c.example', 'a@b .example', 'a@b.example,c@d.example', 'a@b.example\r\nBcc: c@d.example', 'a\u0000@b.example', '<a@b.example>', 'A <a@b.example>', 'a@-b.example', 'a@@b.example',
    `${'x'.repeat(250)}@b.example`, 'a@b..example', '.a@b.example',
  ])('%j is none, and the fault is told', (address) => expect(addressFault(address)).toMatch(/^(is|has) /));
  test('names and fields are checked too', () => {
    expect(rowFault({ email: 'a@b.example', firstName: 'A\nB' })).toMatch(/^firstName /);
    expect(rowFault({ email: 'a@b.example', lastName: 'x'.repeat(256) })).toMatch(/^lastName /);
    expect(rowFault({ email: 'a@b.example', fields: { team: 'x'.repeat(2001) } })).toMatch(/team/);
    expect(rowFault({ email: 'a@b.example', firstName: '李', fields: { team: 'Blue' } })).toBeUndefined();
  });
});

describe('CSV columns', () => {
  test('known names in any case, others become fields', () => {
    const columns = columnsOf(['Last name', 'E-Mail', 'first_name', 'Language', ' Team ', '']) ?? [];
    expect(rowOf(columns, ['Doe', 'a@b.example', 'Jo', 'de', 'Blue', 'lost'])).toEqual({ lastName: 'Doe', email: 'a@b.example', firstName: 'Jo', locale: 'de', fields: { Team: 'Blue' } });
    expect(rowOf(columns, ['Doe'])).toEqual({ lastName: 'Doe', email: '', firstName: '', locale: '' });
  });
  test('none without an address', () => expect(columnsOf(['name', 'team'])).toBeUndefined());
});

describe('who gets in', () => {
  const invitation = { allowLaunch: true, allowNewRegistrations: true, opensAt: null, expiresAt: null as number | null, daysToComplete: null as number | null };
  const recipient = { state: 'sent', revokedAt: null, startedAt: null as number | null };
  const now = at('2026-05-01T12:00:00Z');
  test('an end is the end at its very moment', () => {
    expect(closedAt({ ...invitation, expiresAt: now }, now)).toBe('expired');
    expect(closedAt({ ...invitation, expiresAt: now + 1 }, now)).toBeUndefined();
  });
  test('the window counts from the first start, and the earlier of both ends holds', () => {
    expect(linkEnd({ expiresAt: null, daysToComplete: 2 }, null)).toBeNull();
    expect(linkEnd({ expiresAt: null, daysToComplete: 2 }, now)).toBe(now + 2 * day);
    expect(linkEnd({ expiresAt: now + day, daysToComplete: 2 }, now)).toBe(now + day);
    expect(recipientRefusal({ ...invitation, daysToComplete: 1 }, { ...recipient, startedAt: now - day }, now)).toBe('expired');
  });
  test('what weighs more is told first', () => {
    const worst = { ...invitation, allowLaunch: false, expiresAt: 0 };
    expect(recipientRefusal(worst, { ...recipient, state: 'gone', revokedAt: 1 }, now)).toBe('gone');
    expect(recipientRefusal(worst, { ...recipient, revokedAt: 1 }, now)).toBe('revoked');
    expect(recipientRefusal(worst, recipient, now)).toBe('disabled');
    expect(recipientRefusal({ ...worst, allowLaunch: true }, recipient, now)).toBe('expired');
  });
  test('newcomers', () => {
    expect(joinRefusal({ ...invitation, opensAt: now + 1 }, now)).toBe('not-open');
    expect(joinRefusal({ ...invitation, opensAt: now }, now)).toBeUndefined();
    expect(joinRefusal({ ...invitation, allowNewRegistrations: false }, now)).toBe('closed');
  });
});

describe('reminders', () => {
  const dueAt = at('2026-05-20T10:00:00Z');
  const of = { dueAt, reminderDays: usualReminderDays, timeZone: 'UTC' };
  test('come a week and a day before and three days after the due date', () => {
    const first = nextReminder(of, at('2026-05-01T00:00:00Z'), 0);
    const second = nextReminder(of, first ?? 0, 1);
    const third = nextReminder(of, second ?? 0, 2);
    expect([first, second, third]).toEqual([dueAt - 7 * day, dueAt - day, dueAt + 3 * day]);
    expect(nextReminder(of, third ?? 0, 3)).toBeNull();
  });
  test('never more than three, and none without a due date or rules', () => {
    expect(nextReminder({ ...of, reminderDays: [-9, -8, -7, -6] }, 0, 3)).toBeNull();
    expect(nextReminder({ ...of, dueAt: null }, 0, 0)).toBeNull();
    expect(nextReminder({ ...of, reminderDays: null }, 0, 0)).toBeNull();
  });
  test('let people sleep, in their own zone', () => {
    expect(awakeAt(at('2026-05-20T03:30:00Z'), 'UTC')).toBe(at('2026-05-20T08:30:00Z'));
    expect(awakeAt(at('2026-05-20T19:59:00Z'), 'UTC')).toBe(at('2026-05-20T19:59:00Z'));
    expect(awakeAt(at('2026-05-20T20:00:00Z'), 'UTC')).toBe(at('2026-05-21T08:00:00Z'));
    expect(awakeAt(at('2026-05-20T10:00:00Z'), 'Asia/Tokyo')).toBe(at('2026-05-20T10:00:00Z')); // 19 o'clock there
    expect(awakeAt(at('2026-05-20T12:00:00Z'), 'Asia/Tokyo')).toBe(at('2026-05-20T23:00:00Z'));
    expect(awakeAt(at('2026-05-20T12:00:00Z'), 'America/Los_Angeles')).toBe(at('2026-05-20T15:00:00Z'));
  });
  test('time zones are known by name', () => expect(['Europe/Berlin', 'UTC', 'Moon/Crater', ''].map(isTimeZone)).toEqual([true, true, false, false]));
});
