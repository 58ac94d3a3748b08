import type { InvitationView } from '../../invitations/describe-invitation';
import type { RecipientView } from '../../invitations/read-invitation';
import { contactLine } from './page-lines';
import type { PageContent } from './learner-pages';
import { clipped, foreign, type Html, type PageWords } from './page-words';

const longestTitle = 300;
const longestDescription = 1500;
const buttonOf = { new: 'open.start', started: 'open.continue', completed: 'open.review' } as const;
const stateOf = { new: 'state.new', started: 'state.started', completed: 'state.completed' } as const;

/** The course and its vendor, at the top of every page of an invitation. */
export function courseHead(words: PageWords, view: InvitationView, invites: 'open.eyebrow' | 'join.eyebrow'): Pick<PageContent, 'title' | 'eyebrow' | 'heading' | 'paragraphs'> {
  const course = clipped(view.course, longestTitle);
  return { title: course, eyebrow: words.html(invites, { vendor: view.vendor }), heading: foreign(course), paragraphs: view.description ? [foreign(clipped(view.description, longestDescription))] : [] };
}

/** Until when: due date and end of the link, in words with their time zone. */
export function dateFacts(words: PageWords, view: InvitationView, now: number, isDone = false): { term: string; value: string | Html }[] {
  const { dueAt, expiresAt, timeZone } = view;
  const due = dueAt === null ? [] : [{ term: words.text('due'), value: dueAt < now && !isDone ? words.html('due.passed', { moment: words.moment(dueAt, timeZone) }) : words.moment(dueAt, timeZone) }];
  return expiresAt === null ? due : [...due, { term: words.text('expires'), value: words.moment(expiresAt, timeZone) }];
}

/** The page before the start of an invited learner: what it is, who invites, how far they are, one button. */
export function openPage(words: PageWords, view: RecipientView, now: number): PageContent {
  const facts = [
    ...(view.name ? [{ term: words.text('for'), value: foreign(view.name) }] : []),
    { term: words.text('state'), value: words.text(stateOf[view.state]) },
    ...dateFacts(words, view, now, view.state === 'completed'),
  ];
  return {
    ...courseHead(words, view, 'open.eyebrow'), facts, forms: [{ action: '', button: words.text(buttonOf[view.state]) }],
    asides: [words.html(view.state === 'completed' ? 'open.kept' : 'open.note'), ...contactLine(words, view)],
  };
}
