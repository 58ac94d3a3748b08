import { All, Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type BrowserFile, Templates } from '../../platform/templates/templates';

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const pageHeaders = { 'content-security-policy': policy, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': 'noindex', 'cross-origin-opener-policy': 'same-origin' };
const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml', png: 'image/png', ico: 'image/x-icon', woff2: 'font/woff2', json: 'application/json', map: 'application/json',
};
const filePath = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.([a-z0-9]+)$/;
const unbuilt = 'The pages of the console are not built on this server. Run "npm run build" beside package.json, then load this page again.\n';

/** The console is one page; what it shows is in its address. */
@Controller('console')
export class ConsolePagesController {
  constructor(private readonly templates: Templates) {}

  @Get(['', '*'])
  async page(@Res() reply: FastifyReply): Promise<void> {
    const page = this.built('index.html');
    if (page) await reply.headers(pageHeaders).type('text/html; charset=utf-8').send(page.body);
    else await reply.code(503).headers(pageHeaders).type('text/plain; charset=utf-8').send(unbuilt);
  }

  /** Their names change with what is in them, so they may be kept for ever. */
  @Get('assets/*')
  async asset(@Param('*') path: string, @Res() reply: FastifyReply): Promise<void> {
    const [, ending = ''] = filePath.exec(path) ?? [];
    const type = Object.hasOwn(types, ending) ? types[ending] : undefined;
    const file = type && this.built(`assets/${path}`);
    if (!file) throw new NotFoundException('Not found');
    await reply.headers({ 'cache-control': 'public, max-age=31536000, immutable', 'cross-origin-resource-policy': 'same-origin' }).type(type).send(file.body);
  }

  @All('api/*')
  unknown(): never {
    throw new NotFoundException('Not found');
  }

  private built(name: string): BrowserFile | undefined {
    try {
      return this.templates.browserFile(`console/${name}`);
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
