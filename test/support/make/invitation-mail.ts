import { type InvitationMail, RenderMail } from '../../../src/invitations/mail/render-mail';
import { Clock } from '../../../src/platform/clock';
import { Templates } from '../../../src/platform/templates/templates';

export const mailUrl = 'https://learn.example/invitations/open/kq8Zt3JxM0pLw2VbYc5NdR7sFhA';

/** Stands at noon of 2030-01-01 UTC, and half a minute. */
class StandingClock extends Clock {
  override now(): number {
    return Date.UTC(2030, 0, 1, 12, 0, 30);
  }
}
export const mailWriter = () => new RenderMail(new Templates(), new StandingClock());

export const invitationMail = (changes: Partial<InvitationMail> = {}): InvitationMail => ({
  kind: 'invitation', language: 'en', vendor: 'ACME Academy', sender: 'anna.berg@acme.example',
  course: { title: 'Fire safety', description: 'What to do when it burns.', duration: 'PT1H30M' },
  recipient: { email: 'max.muster@client.example', firstName: 'Max', lastName: 'Muster', fields: { team: 'Blue' } },
  url: mailUrl, dueAt: Date.UTC(2030, 2, 5, 16), expiresAt: Date.UTC(2030, 3, 5, 16), timeZone: 'Europe/Berlin', calendar: { uid: '01HZX', sequence: 3 }, ...changes,
});

/** What a reader sees of markup: one string per block, without the parts that only programs use. */
export function seenBlocks(html: string): string[] {
  const body = html.slice(html.indexOf('<body')).replace(/<div style="display:none[^>]*>.*?<\/div>/s, '').replace(/<!--.*?-->/gs, '');
  return body
    .split(/<\/?(?:p|td|tr|table|h\d|div|li|ul|ol|br|body|html)\b[^>]*>/)
    .map((block) => block.replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#x?27;|&#39;/g, "'").replace(/&#x3D;/g, '=').replace(/&amp;/g, '&').replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}
