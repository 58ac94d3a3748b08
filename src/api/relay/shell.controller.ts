import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { learnerLanguage } from '../../dispatch/relay/launch-language.rules';
import { ShellSettings } from '../../dispatch/relay/shell-settings';
import { Config } from '../../platform/config/config';
import { directionOf } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';

const assets: Record<string, string> = { 'shell.js': 'text/javascript; charset=utf-8', 'shell.css': 'text/css; charset=utf-8' };
/** JSON that stays inside its script element. */
const inScript = (value: object) => JSON.stringify(value).replace(/</g, '\\u003c').replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);

/** The page the package frames, or opens as a popup. A GET decides nothing and changes nothing: the launch does (RELAY 1.5). */
@Controller('d')
export class ShellController {
  constructor(
    private readonly settings: ShellSettings,
    private readonly templates: Templates,
    private readonly config: Config,
  ) {}

  @Get('assets/:hash/:file')
  async asset(@Param('hash') hash: string, @Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const type = assets[file];
    const found = type && this.templates.browserFile(file);
    if (!found || found.hash !== hash) return void (await reply.code(404).type('text/plain').send('Not found'));
    await reply.headers({ 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable', 'cross-origin-resource-policy': 'cross-origin' }).send(found.body);
  }

  @Get(':d')
  async framed(@Param('d') d: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send(d, false, request, reply);
  }

  @Get(':d/popup')
  async popup(@Param('d') d: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send(d, true, request, reply);
  }

  private async send(d: string, popup: boolean, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { frameAncestors, language } = await this.settings.run(d);
    const lang = learnerLanguage({ acceptLanguage: request.headers['accept-language'], destination: language });
    const dir = directionOf(lang);
    const asset = (file: string) => `/d/assets/${this.templates.browserFile(file).hash}/${file}`;
    const at = encodeURIComponent(d);
    const texts = this.templates.textsOf('dispatch', lang);
    const boot = inScript({ d, launchUrl: `/api/d/${at}/launch`, relayUrl: `/api/d/${at}/relay`, contentOrigin: this.config.contentUrl, popup, lang, dir, texts });
    const html = this.templates.render('dispatch-shell/shell.html.hbs', { lang, dir, title: texts['shell.title'] ?? 'Courseway', css: asset('shell.css'), js: asset('shell.js'), boot });
    await reply.headers(this.headers(popup ? ["'none'"] : frameAncestors)).type('text/html; charset=utf-8').send(html);
  }

  /** RELAY 1.13: framed by LMSs, so no X-Frame-Options, no COOP, no COEP. */
  private headers(frameAncestors: readonly string[]): Record<string, string> {
    const policy = [
      "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", `frame-src ${this.config.contentUrl}`, "base-uri 'none'", "form-action 'none'",
      `frame-ancestors ${frameAncestors.join(' ')}`,
    ];
    return {
      'content-security-policy': policy.join('; '), 'cross-origin-resource-policy': 'cross-origin', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
      ...(this.config.launchUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    };
  }
}
