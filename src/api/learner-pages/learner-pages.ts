import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config';
import { acceptedLanguages, chooseLanguage, directionOf, type Language } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import { chosenLanguage } from './learner-form';
import { type Html, languageNames, PageWords } from './page-words';

const css = readFileSync(join(__dirname, '../../../templates/pages/page.css'), 'utf8').trim();
const closing = 'window.close()';
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const country = /^[a-z]{2}-[a-z]{2}$/i;
const basePolicy = `default-src 'none'; style-src ${hashOf(css)}; base-uri 'none'`;

export interface PageField {
  /** Also its id. */
  name: string;
  label: string;
  type: 'text' | 'email';
  value: string;
  autocomplete: string;
  inputmode?: 'numeric' | 'email';
  hint?: string;
  error?: string;
}
export interface PageForm {
  /** Empty: the address of the page itself. */
  action: string;
  intro?: Html[];
  hidden?: Record<string, string>;
  fields?: PageField[];
  button: string;
  /** Beside a more important form. */
  isMinor?: boolean;
  /** It is for another site, which is told nothing but what is hidden in it. */
  isForeign?: boolean;
}

/** What a page says, from top to bottom. Strings are escaped. */
export interface PageContent {
  title: string;
  eyebrow?: Html;
  heading: string | Html;
  paragraphs?: (string | Html)[];
  facts?: { term: string; value: string | Html }[];
  forms?: PageForm[];
  /** Small lines at the end: whom to ask, where to go instead. */
  asides?: Html[];
  /** For a page that is the answer to a form: what to post to see it again in another language. */
  again?: { action: string; hidden: Record<string, string> };
  script?: string;
}

export interface LearnerPage {
  status: number;
  /** The language of the invitation or its recipient: after the learner's own choice, before the browser's. */
  locale?: string | null;
  /** Shown to be quoted to support. */
  reference?: string;
  /** May be shown inside a learning platform. Pages with forms may not, unless the platform's sites are named. */
  isFramed?: boolean | readonly string[];
  /** Another site that a form of the page posts to. */
  postsTo?: string;
  /** The answer to a launch, which another language cannot ask for again. */
  isOnlyOnce?: boolean;
  retryAfterSeconds?: number;
  content(words: PageWords): PageContent;
}

/** Pages a learner sees outside the course: one layout, their language, no script, no other request. */
@Injectable()
export class LearnerPages {
  /** A form of ours leads on to the player; browsers hold the redirects after a form to this list as well. */
  private readonly formPolicy: string;

  constructor(
    private readonly templates: Templates,
    config: Config,
  ) {
    this.formPolicy = `${basePolicy}; form-action 'self' ${new URL(config.contentUrl).origin}; frame-ancestors 'none'`;
  }

  wordsFor(request: FastifyRequest, locale?: string | null): PageWords {
    const accepted = acceptedLanguages(request.headers['accept-language']);
    const lang = chooseLanguage([chosenLanguage(request), locale, ...accepted]);
    const region = [locale ?? '', ...accepted].find((tag) => country.test(tag) && tag.toLowerCase().startsWith(lang));
    return new PageWords(lang, this.templates.textsOf('pages', lang), region);
  }

  async send(request: FastifyRequest, reply: FastifyReply, page: LearnerPage): Promise<void> {
    const words = this.wordsFor(request, page.locale);
    const content = page.content(words);
    const { lang } = words;
    const problems = problemsOf(content.forms ?? []);
    const html = this.templates.render('pages/page.html.hbs', {
      eyebrow: '', paragraphs: [], facts: [], asides: [], script: '', ...content, title: problems.length ? `${words.text('problems')} – ${content.title}` : content.title,
      lang, dir: directionOf(lang), css, languageLabel: words.text('languages'), languages: page.isOnlyOnce ? [] : languagesBeside(lang), again: content.again ? { action: content.again.action, hidden: pairs(content.again.hidden) } : '',
      problems, problemsHeading: words.text('problems'), forms: (content.forms ?? []).map((form) => formValues(form, lang)),
      reference: page.reference ?? '', referenceLabel: words.text('reference'),
    });
    if (page.retryAfterSeconds) void reply.header('retry-after', String(page.retryAfterSeconds));
    const policy = this.policyOf(page, content.script);
    await reply
      .code(page.status)
      .headers({ 'content-security-policy': policy, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
      .type('text/html; charset=utf-8')
      .send(html);
  }

  private policyOf({ isFramed, postsTo }: LearnerPage, script: string | undefined): string {
    const scripts = script ? `; script-src ${hashOf(script)}` : '';
    if (isFramed === true) return `${basePolicy}${scripts}; form-action 'none'; frame-ancestors *`;
    return isFramed ? `${basePolicy}${scripts}; form-action ${["'self'", ...(postsTo ? [postsTo] : [])].join(' ')}; frame-ancestors ${isFramed.join(' ')}` : this.formPolicy;
  }

  /** Heading and sentences only: texts `<key>.heading`, `.sentence` and perhaps `.todo`. */
  async sendMessage(request: FastifyRequest, reply: FastifyReply, message: { words: string; status: number; reference?: string; closes?: boolean }): Promise<void> {
    await this.send(request, reply, {
      status: message.status, reference: message.reference, isFramed: true,
      content: (words) => ({ ...messageContent(words, message.words), ...(message.closes ? { script: closing } : {}) }),
    });
  }

  /** After a form that went well: on to the course. */
  async leadOn(reply: FastifyReply, url: string): Promise<void> {
    await reply.code(303).headers({ location: url, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).send();
  }

  /** A page without words, for the exit word `blank`. */
  async sendBlank(reply: FastifyReply): Promise<void> {
    await reply.headers({ 'content-security-policy': `${basePolicy}; frame-ancestors *`, 'cache-control': 'no-store' }).type('text/html; charset=utf-8').send('<!doctype html><title>&nbsp;</title>');
  }
}

/** What the texts under `key` say. */
export function messageContent(words: PageWords, key: string, values: Record<string, string | Html> = {}): PageContent {
  const paragraphs = [`${key}.sentence`, `${key}.todo`].filter((name) => words.has(name)).map((name) => words.html(name, values));
  return { title: words.text(`${key}.heading`), heading: words.text(`${key}.heading`), paragraphs };
}

const pairs = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => ({ name, value }));

const languagesBeside = (lang: Language) =>
  Object.entries(languageNames).map(([tag, name]) => ({ tag, name, dir: directionOf(tag), current: tag === lang }));

const problemsOf = (forms: PageForm[]) => forms.flatMap(({ fields = [] }) => fields).flatMap(({ name, error }) => (error ? [{ field: name, text: error }] : []));

/** Every form carries the language its page was read in. */
function formValues(form: PageForm, lang: Language): object {
  const fields = (form.fields ?? []).map((field) => ({
    hint: '', error: '', inputmode: '', ...field, isName: field.type === 'text' && field.autocomplete.endsWith('-name'), direction: field.autocomplete.endsWith('-name') ? 'auto' : 'ltr',
    describedBy: [field.error ? `${field.name}-error` : '', field.hint ? `${field.name}-hint` : ''].filter(Boolean).join(' '),
  }));
  return { isMinor: false, intro: [], ...form, hidden: pairs({ ...form.hidden, ...(form.isForeign ? {} : { lang }) }), fields };
}
