import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A JSON document that stays the same as long as the server runs: made once, and kept by clients until it changes. Open to every page, for it holds no data. */
export class KeptDocument {
  private made?: { text: string; tag: string };

  constructor(private readonly make: () => object) {}

  async send(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    this.made ??= this.written();
    const { text, tag } = this.made;
    void reply.headers({ etag: tag, 'cache-control': 'public, no-cache', 'access-control-allow-origin': '*' });
    await (request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.type('application/json; charset=utf-8').send(text));
  }

  private written() {
    const text = JSON.stringify(this.make());
    return { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
  }
}
