import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedLanguages, chooseLanguage, directionOf, type Language } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import { formOf } from './properties-form';
import { propertiesPage, type ShownProperties, type TextOf } from './properties-page';

const read = (name: string) => readFileSync(join(__dirname, '../../../templates', name), 'utf8').trim();
const css = `${read('pages/page.css')}\n${read('course-properties/properties.css')}`;
const styleHash = createHash('sha256').update(css).digest('base64');
/** Old LMSs show the page in a frame of theirs. It has no cookie, so a frame can do nothing that the link alone could not. */
const pageHeaders = {
  'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': 'noindex',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'self'; frame-ancestors http: https:`,
};
const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', ar: 'العربية', ja: '日本語' };
const place = /\{(\w+)\}/g;

/** An address of the page, relative to our origin. */
export const addressOf = (values: Readonly<Record<string, string>>): string => `/course-properties?${new URLSearchParams(Object.entries(values).filter(([, value]) => value))}`;

/** Pages about the properties of a course: the reader's language, no script, no other request. */
@Injectable()
export class PropertiesPages {
  constructor(private readonly templates: Templates) {}

  async send(request: FastifyRequest, reply: FastifyReply, shown: ShownProperties): Promise<void> {
    const lang = languageOf(request);
    await this.sendPage(reply, { lang, auth: shown.auth, status: shown.wrong ? 400 : 200 }, propertiesPage(this.textsIn(lang), lang, shown));
  }

  /** Heading and sentence only: texts `<key>.heading` and `<key>.sentence`. */
  async sendMessage(request: FastifyRequest, reply: FastifyReply, { key, status }: { key: string; status: number }): Promise<void> {
    const lang = languageOf(request);
    const text = this.textsIn(lang);
    const heading = text(`${key}.heading`);
    const { auth } = request.query as { auth?: unknown };
    await this.sendPage(reply, { lang, auth: typeof auth === 'string' ? auth : '', status }, { title: heading, eyebrow: '', heading, message: text(`${key}.sentence`), reference: text('reference', { reference: request.id }) });
  }

  private async sendPage(reply: FastifyReply, { lang, auth, status }: { lang: Language; auth: string; status: number }, values: object): Promise<void> {
    const languages = Object.entries(languageNames).map(([tag, name]) => ({ tag, name, dir: directionOf(tag), href: tag === lang ? '' : addressOf({ lang: tag, auth }) }));
    const html = this.templates.render('course-properties/properties.html.hbs', { ...values, css, lang, dir: directionOf(lang), languages, languageLabel: this.textsIn(lang)('languages') });
    await reply.code(status).headers(pageHeaders).type('text/html; charset=utf-8').send(html);
  }

  private textsIn(lang: Language): TextOf {
    const texts = this.templates.textsOf('course', lang);
    return (key, values = {}) => (texts[key] ?? '').replace(place, (_, name: string) => `\u2068${values[name] ?? ''}\u2069`);
  }
}

function languageOf(request: FastifyRequest): Language {
  const chosen = formOf(request)['lang'] ?? (request.query as { lang?: unknown }).lang;
  return chooseLanguage([typeof chosen === 'string' && Object.hasOwn(languageNames, chosen) ? chosen : null, ...acceptedLanguages(request.headers['accept-language'])]);
}
