import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Templates } from '../../platform/templates/templates';

const types: Readonly<Record<string, string>> = { 'docs.js': 'text/javascript; charset=utf-8', 'docs.css': 'text/css; charset=utf-8', 'swagger-ui.css': 'text/css; charset=utf-8' };
/** The viewer sets styles of its own and draws its icons as data; nothing comes from or goes to another host. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The APIs to read and to try, in a browser. */
@Controller('docs')
export class DocsController {
  constructor(private readonly templates: Templates) {}

  @Get()
  page(@Res() reply: FastifyReply): Promise<void> {
    return this.send(reply, '/openapi/v2.json');
  }

  @Get('sessions')
  sessions(@Res() reply: FastifyReply): Promise<void> {
    return this.send(reply, '/openapi/sessions.json');
  }

  /** The hash is in the address, so a file may be kept for ever. */
  @Get(':hash/:file')
  async file(@Param('file') name: string, @Res() reply: FastifyReply): Promise<void> {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (!type) throw new NotFoundException('Not found');
    await reply.header('cache-control', 'public, max-age=31536000, immutable').type(type).send(this.templates.browserFile(name).body);
  }

  private async send(reply: FastifyReply, document: string): Promise<void> {
    const hashOf = (file: string) => this.templates.browserFile(file).hash;
    const files = { script: `/docs/${hashOf('docs.js')}/docs.js`, viewerStyle: `/docs/${hashOf('swagger-ui.css')}/swagger-ui.css`, style: `/docs/${hashOf('docs.css')}/docs.css` };
    await reply
      .headers({ 'content-security-policy': policy, 'referrer-policy': 'no-referrer', 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(this.templates.render('docs/docs.html.hbs', { document, ...files }));
  }
}
