import { addressFault } from '../../invitations/recipient-rows.rules';
import type { PublicView } from '../../invitations/read-invitation';
import type { Failure } from '../../platform/failure';
import type { Form } from './learner-form';
import { type LearnerPage, messageContent, type PageContent, type PageField } from './learner-pages';
import { courseHead, dateFacts } from './open-page';
import { contactLine, lostLine } from './page-lines';
import { clipped, type PageWords } from './page-words';

const longestValue = 300;
const names = ['firstName', 'lastName', 'email'] as const;
const typeOf = { firstName: { type: 'text', autocomplete: 'given-name' }, lastName: { type: 'text', autocomplete: 'family-name' }, email: { type: 'email', autocomplete: 'email', inputmode: 'email' } } as const;
type Name = (typeof names)[number];

/** Per field the key of the text that says what is wrong. */
export type JoinProblems = Partial<Record<Name, string>>;
export type Person = Record<Name, string>;

/** What was typed so far. */
export const personOf = (form: Form): Person => ({ firstName: clipped(form['firstName'] ?? '', longestValue), lastName: clipped(form['lastName'] ?? '', longestValue), email: clipped(form['email'] ?? '', longestValue) });

/** What is wrong with a form that was refused: everything that is missing, and the field the refusal names. */
export function joinProblems(person: Person, refused: Failure): JoinProblems {
  const problems: JoinProblems = {};
  for (const name of names) if (!person[name].trim()) problems[name] = `join.${name}.missing`;
  const where = names.find((name) => name === refused.details['where']) ?? 'email';
  const isAddress = where === 'email' && addressFault(person.email.trim()) === undefined;
  return { [where]: isAddress ? 'join.email.elsewhere' : `join.${where}.wrong`, ...problems };
}

export interface JoinState {
  token: string;
  view: PublicView;
  now: number;
  reference: string;
  /** Absent: nothing was posted yet. */
  person?: Person;
  problems?: JoinProblems;
}

/** The page of a public invitation: who are you? Once it takes nobody new, those who came before still get in. */
export function joinPage(state: JoinState): LearnerPage {
  const { token, view, person, problems = {} } = state;
  const isClosed = view.refusal === 'closed' || view.refusal === 'full';
  const reference = isClosed ? state.reference : undefined;
  const action = `/invitations/join/${token}`;
  const content = (words: PageWords): PageContent => ({
    ...(isClosed ? closedHead(words, view) : openHead(words, state)),
    forms: [{
      action, intro: isClosed ? [words.html('join.before')] : [words.html('join.intro'), words.html('join.again')],
      fields: personFields(words, state, words.text(view.asksCode ? 'join.email.code' : 'join.email.hint')), button: words.text(isClosed ? 'join.return' : view.asksCode ? 'join.next' : 'join.submit'),
    }],
    asides: [lostLine(words), ...contactLine(words, view, reference)],
    ...(person ? { again: { action, hidden: { ...person, show: 'form' } } } : {}),
  });
  return { status: Object.keys(problems).length ? 422 : 200, locale: view.locale, reference, content };
}

/** What is wrong comes first: the course was introduced before the form was sent. */
function openHead(words: PageWords, { view, problems, now }: JoinState): PageContent {
  const head = courseHead(words, view, 'join.eyebrow');
  return problems ? { ...head, paragraphs: [] } : { ...head, facts: dateFacts(words, view, now) };
}

const orderOf = ({ lang }: PageWords): readonly Name[] => (lang === 'ja' ? ['lastName', 'firstName', 'email'] : names);

function closedHead(words: PageWords, view: PublicView): PageContent {
  return { ...messageContent(words, `refused.${view.refusal}`, { vendor: view.vendor }), eyebrow: words.html('refused.eyebrow', { course: clipped(view.course, longestValue), vendor: view.vendor }) };
}

/** First name, last name and e-mail, in the order of the language, with what is wrong. */
export function personFields(words: PageWords, { person, problems = {} }: { person?: Person; problems?: JoinProblems }, emailHint: string): PageField[] {
  return orderOf(words).map((name) => {
    const problem = problems[name];
    return { name, label: words.text(`join.${name}`), ...typeOf[name], value: person?.[name] ?? '', ...(name === 'email' ? { hint: emailHint } : {}), ...(problem ? { error: words.text(problem) } : {}) };
  });
}
