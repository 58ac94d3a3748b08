import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptedLanguages, chooseLanguage } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';

const css = readFileSync(join(__dirname, '../../../templates/pages/page.css'), 'utf8').trim();
const closing = 'window.close()';
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = `default-src 'none'; style-src ${hashOf(css)}; script-src ${hashOf(closing)}; base-uri 'none'; form-action 'none'; frame-ancestors *`;

export interface LearnerPage {
  /** Texts `<words>.heading`, `.sentence` and perhaps `.todo` of templates/texts/pages.*.json. */
  words: string;
  status: number;
  lang?: string | null;
  /** Shown to be quoted to support. */
  reference?: string;
  closes?: boolean;
}

/** Pages a learner sees outside the course: one layout, their language, no script, no other request. */
@Injectable()
export class LearnerPages {
  constructor(private readonly templates: Templates) {}

  async send(request: FastifyRequest, reply: FastifyReply, page: LearnerPage): Promise<void> {
    const lang = chooseLanguage([page.lang, ...acceptedLanguages(request.headers['accept-language'])]);
    const texts = this.templates.textsOf('pages', lang);
    const html = this.templates.render('pages/message.html.hbs', {
      lang, dir: this.templates.directionOf(lang), css, heading: texts[`${page.words}.heading`] ?? '', sentence: texts[`${page.words}.sentence`] ?? '',
      todo: texts[`${page.words}.todo`] ?? '', reference: page.reference ?? '', referenceLabel: texts['reference'] ?? '', script: page.closes ? closing : '',
    });
    await reply
      .code(page.status)
      .headers({ 'content-security-policy': policy, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(html);
  }

  /** A page without words, for the exit word `blank`. */
  async sendBlank(reply: FastifyReply): Promise<void> {
    await reply.headers({ 'content-security-policy': policy, 'cache-control': 'no-store' }).type('text/html; charset=utf-8').send('<!doctype html><title>&nbsp;</title>');
  }
}
