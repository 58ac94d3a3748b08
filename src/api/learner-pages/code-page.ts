import type { PublicView } from '../../invitations/read-invitation';
import type { Person } from './join-page';
import type { LearnerPage, PageForm } from './learner-pages';
import { contactLine } from './page-lines';
import { clipped, linkTo, type PageWords } from './page-words';

export interface CodeState {
  token: string;
  view: PublicView;
  person: Person;
  /** Of the code that was mailed. */
  ticket: string;
  problem?: { words: 'code.missing' | 'code.wrong' | 'code.ended'; left?: number; status: number; retryAfterSeconds?: number };
}

/** Asks for the code that was mailed; a code that has ended leaves only the way to a new one. */
export function codePage({ token, view, person, ticket, problem }: CodeState): LearnerPage {
  const join = `/invitations/join/${token}`;
  const hasEnded = problem?.words === 'code.ended';
  const content = (words: PageWords) => {
    const error = problem && words.text(problem.words, { left: String(problem.left) });
    const ask: PageForm = {
      action: `${join}/code`, hidden: { ...person, ticket }, button: words.text('code.submit'),
      fields: [{ name: 'code', label: words.text('code.label'), type: 'text', value: '', autocomplete: 'one-time-code', inputmode: 'numeric', ...(error ? { error } : {}) }],
    };
    return {
      title: words.text('code.heading'), eyebrow: words.html('refused.eyebrow', { course: clipped(view.course, 300), vendor: view.vendor }), heading: words.text(hasEnded ? 'code.ended.heading' : 'code.heading'),
      paragraphs: hasEnded ? [words.html('code.ended')] : [words.html('code.sentence', { email: person.email })],
      forms: [...(hasEnded ? [] : [ask]), { action: join, hidden: { ...person }, button: words.text('code.again'), isMinor: !hasEnded }],
      asides: [linkTo(join, words.text('code.other')), ...contactLine(words, view)],
      again: { action: `${join}/code`, hidden: { ...person, ticket, show: 'code' } },
    };
  };
  return { status: problem?.status ?? 200, locale: view.locale, retryAfterSeconds: problem?.retryAfterSeconds, content };
}

const arabicDigits = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** A code as typed or pasted, in Western digits: with spaces, full width or in Arabic digits. */
export const plainCode = (typed: string): string =>
  typed.slice(0, 100).normalize('NFKC').replace(arabicDigits, (digit) => String((digit.codePointAt(0) ?? 0) & 15)).replace(/\D/g, '');
