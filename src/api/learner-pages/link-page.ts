import type { LinkPerson, LinkPlace, LinkView } from '../../dispatch/link/follow-link';
import { type JoinProblems, type Person, personFields } from './join-page';
import type { LearnerPage, PageContent } from './learner-pages';
import { clipped, foreign, type Html, type PageWords } from './page-words';

const longestTitle = 300;
const pathOf = ({ dispatchKey, packageKey }: LinkPlace) => `/link/${encodeURIComponent(dispatchKey)}/${encodeURIComponent(packageKey)}`;

function head({ course }: LinkView): Pick<PageContent, 'title' | 'heading'> {
  const title = clipped(course, longestTitle);
  return { title, heading: foreign(title) };
}
const whomToAsk = ({ support }: LinkView): Html[] => (support ? [foreign(support)] : []);

/** The page of a plain link: who are you? */
export function linkPage(place: LinkPlace, view: LinkView, state: { person?: Person; problems?: JoinProblems } = {}): LearnerPage {
  const action = pathOf(place);
  const content = (words: PageWords): PageContent => ({
    ...head(view), forms: [{ action, intro: [words.html('join.intro'), words.html('join.again')], fields: personFields(words, state, words.text('join.email.hint')), button: words.text('join.submit') }], asides: whomToAsk(view),
    ...(state.person ? { again: { action, hidden: { ...state.person, show: 'form' } } } : {}),
  });
  return { status: state.problems ? 422 : 200, locale: view.locale, content };
}

/** The page behind somebody's own address: one button. */
export function ownLinkPage(view: LinkView, { firstName, lastName }: LinkPerson): LearnerPage {
  const content = (words: PageWords): PageContent => ({
    ...head(view), facts: [{ term: words.text('for'), value: foreign(clipped(`${firstName} ${lastName}`, longestTitle)) }], forms: [{ action: '', button: words.text('open.start') }], asides: [words.html('open.note'), ...whomToAsk(view)],
  });
  return { status: 200, locale: view.locale, content };
}
