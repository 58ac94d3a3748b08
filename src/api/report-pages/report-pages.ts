import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedLanguages, chooseLanguage, directionOf } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import { addressOf } from './report-address';
import { reportPage, type ShownReport } from './report-page';
import { languageNames, ReportWords } from './report-words';

const read = (name: string) => readFileSync(join(__dirname, '../../../templates', name), 'utf8').trim();
const css = `${read('pages/page.css')}\n${read('reports/report.css')}`;
const styleHash = createHash('sha256').update(css).digest('base64');
const common = { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': 'noindex' };
const pageHeaders = { ...common, 'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'` };
const country = /^[a-z]{2}-[a-z]{2}$/i;

type Query = Readonly<Record<string, unknown>>;

/** Report pages: one layout, the reader's language, no script, no other request. */
@Injectable()
export class ReportPages {
  constructor(private readonly templates: Templates) {}

  async send(request: FastifyRequest, reply: FastifyReply, shown: ShownReport): Promise<void> {
    const words = this.wordsFor(request);
    await this.sendPage(request, reply, words, shown.report.wrong ? 400 : 200, { message: '', reference: '', ...reportPage(words, shown) });
  }

  /** Heading and sentence only: texts `<key>.heading` and `<key>.sentence`. */
  async sendMessage(request: FastifyRequest, reply: FastifyReply, { key, status }: { key: string; status: number }): Promise<void> {
    const words = this.wordsFor(request);
    const heading = words.text(`${key}.heading`);
    await this.sendPage(request, reply, words, status, { title: heading, eyebrow: '', heading, range: '', message: words.text(`${key}.sentence`), reference: words.text('reference', { reference: request.id }) });
  }

  async sendCsv(reply: FastifyReply, name: string, csv: string): Promise<void> {
    await reply.headers({ ...common, 'content-security-policy': "default-src 'none'; sandbox", 'content-disposition': `attachment; filename="${name}.csv"` }).type('text/csv; charset=utf-8').send(csv);
  }

  private async sendPage(request: FastifyRequest, reply: FastifyReply, words: ReportWords, status: number, values: object): Promise<void> {
    const { lang } = words;
    const query = Object.fromEntries(Object.entries(request.query as Query).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
    const languages = Object.entries(languageNames).map(([tag, name]) => ({ tag, name, dir: directionOf(tag), href: tag === lang ? '' : addressOf('/reports', { ...query, lang: tag }) }));
    const html = this.templates.render('reports/report.html.hbs', { ...values, css, lang, dir: directionOf(lang), languages, languageLabel: words.text('languages') });
    await reply.code(status).headers(pageHeaders).type('text/html; charset=utf-8').send(html);
  }

  private wordsFor(request: FastifyRequest): ReportWords {
    const accepted = acceptedLanguages(request.headers['accept-language']);
    const chosen = (request.query as Query)['lang'];
    const lang = chooseLanguage([typeof chosen === 'string' && Object.hasOwn(languageNames, chosen) ? chosen : null, ...accepted]);
    return new ReportWords(lang, this.templates.textsOf('reports', lang), accepted.find((tag) => country.test(tag) && tag.toLowerCase().startsWith(lang)));
  }
}
