import type { InvitationView } from '../../invitations/describe-invitation';
import type { InvitationRefusal } from '../../invitations/invitation-state.rules';
import { type LearnerPage, messageContent } from './learner-pages';
import { contactLine, lostLine } from './page-lines';
import { clipped, type PageWords } from './page-words';

const statusOf: Record<InvitationRefusal, number> = { disabled: 403, expired: 410, revoked: 410, full: 403, closed: 403, 'not-open': 403, gone: 410 };

/** Why a known link lets nobody in, and whom to ask. Says nothing of the learner: the link may be somebody else's. */
export function refusalPage(refusal: InvitationRefusal, view: InvitationView, reference: string): LearnerPage {
  const content = (words: PageWords) => ({
    ...messageContent(words, `refused.${refusal}`, { vendor: view.vendor }),
    eyebrow: words.html('refused.eyebrow', { course: clipped(view.course, 300), vendor: view.vendor }), asides: contactLine(words, view, reference),
  });
  return { status: statusOf[refusal], locale: view.locale, reference, content };
}

/** The one answer to every link that is not ours, whatever it looks like. */
export function unknownLinkPage(reference: string): LearnerPage {
  return { status: 404, reference, content: (words) => ({ ...messageContent(words, 'unknown'), asides: [lostLine(words)] }) };
}

export function tooManyPage(retryAfterSeconds: number, reference: string): LearnerPage {
  return { status: 429, reference, retryAfterSeconds, content: (words) => messageContent(words, 'too-many', { wait: words.span(retryAfterSeconds) }) };
}
