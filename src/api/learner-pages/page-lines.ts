import type { InvitationView } from '../../invitations/describe-invitation';
import { clipped, type Html, linkTo, type PageWords } from './page-words';

/** Whom to ask; `reference` goes into the subject of the mail. */
export function contactLine(words: PageWords, view: Pick<InvitationView, 'contact' | 'course'>, reference?: string): Html[] {
  if (!view.contact) return [];
  const subject = [clipped(view.course, 100), reference && `(${reference})`].filter(Boolean).join(' ');
  const address = encodeURIComponent(view.contact).replace('%40', '@');
  return [words.html('contact', { contact: linkTo(`mailto:${address}?subject=${encodeURIComponent(subject)}`, view.contact) })];
}

/** The way to one's links, for who has lost them. */
export function lostLine(words: PageWords): Html {
  return words.html('lost', { link: linkTo(`/invitations/links?lang=${words.lang}`, words.text('lost.link')) });
}
