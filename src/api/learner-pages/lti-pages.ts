import type { DeepLinkOffer } from '../../dispatch/lti/offer-deep-links';
import type { LearnerPage } from './learner-pages';
import { clipped, foreign, type PageWords } from './page-words';

const submitting = 'document.querySelector("main form").submit()';
const closing = '(window.opener||window.parent).postMessage({subject:"org.imsglobal.lti.close"},"*")';
const action = (destinationKey: string) => `/lti/1.3/${destinationKey}/links`;

/** For who puts a course of this server into one of the platform: which? */
export function choicePage({ destinationKey, token, origins, links }: DeepLinkOffer): LearnerPage {
  const content = (words: PageWords) => ({
    title: words.text('lti.choose.heading'), heading: words.text('lti.choose.heading'), paragraphs: [words.html(links.length ? 'lti.choose.sentence' : 'lti.choose.none')],
    forms: links.map(({ dispatchKey, title }) => ({ action: action(destinationKey), hidden: { token, dispatch: dispatchKey }, button: words.text('lti.choose.submit', { course: clipped(title, 120) }), isMinor: true })),
    again: { action: action(destinationKey), hidden: { token } },
  });
  return { status: 200, isFramed: origins, content };
}

/** Takes the signed link back to the platform, at once or, without script, by a button. */
export const chosenPage = ({ returnUrl, jwt, title, origins }: { returnUrl: string; jwt: string; title: string; origins: string[] }): LearnerPage => ({
  status: 200, isFramed: origins, postsTo: new URL(returnUrl).origin,
  content: (words) => ({
    title: words.text('lti.chosen.heading'), heading: words.text('lti.chosen.heading'), paragraphs: [foreign(clipped(title, 300))],
    forms: [{ action: returnUrl, hidden: { JWT: jwt }, button: words.text('lti.chosen.submit'), isForeign: true }], script: submitting,
  }),
});

/** Asks before a platform and this server make each other known; `openid_configuration` and `registration_token` are the platform's. */
export const registrationPage = (of: { token: string; destination: string; openIdConfiguration: string; registrationToken: string; origin: string }): LearnerPage => ({
  status: 200, isFramed: [of.origin],
  content: (words) => {
    const form = { action: `/lti/1.3/register/${of.token}`, hidden: { openid_configuration: of.openIdConfiguration, registration_token: of.registrationToken } };
    return {
      title: words.text('lti.register.heading'), heading: words.text('lti.register.heading'), paragraphs: [words.html('lti.register.sentence', { destination: clipped(of.destination, 300), platform: of.origin })],
      forms: [{ ...form, button: words.text('lti.register.submit') }], again: { ...form, hidden: { ...form.hidden, show: 'form' } },
    };
  },
});

export const registeredPage = (issuer: string): LearnerPage => ({
  status: 200, isFramed: true,
  content: (words) => ({ title: words.text('lti.registered.heading'), heading: words.text('lti.registered.heading'), paragraphs: [words.html('lti.registered.sentence', { platform: clipped(issuer, 300) }), words.html('lti.registered.todo')], script: closing }),
});

/** @param reason in English, for whoever looks after the platform */
export const registrationFailedPage = (reason: string, reference: string): LearnerPage => ({
  status: 400, isFramed: true, reference,
  content: (words) => ({ title: words.text('lti.unregistered.heading'), heading: words.text('lti.unregistered.heading'), paragraphs: [foreign(clipped(reason, 600)), words.html('lti.unregistered.todo')] }),
});
