import { Body, Controller, HttpCode, Options, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AnswerHacp } from '../../runtime/aicc/answer-hacp';
import { readHacpRequest, writeHacpAnswer } from '../../runtime/aicc/hacp-message.rules';

/** Content on another server asks from its own page; no cookie is involved, the session id speaks for itself. */
const open = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };

/** HACP: AICC content posts here from wherever it is. */
@Controller('hacp')
export class HacpController {
  constructor(private readonly answer: AnswerHacp) {}

  @Post()
  @HttpCode(200)
  async post(@Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const fields = typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : body;
    const answer = await this.answer.run(readHacpRequest(fields));
    await reply.headers(open).type('text/plain; charset=utf-8').send(writeHacpAnswer(answer));
  }

  @Options()
  async preflight(@Res() reply: FastifyReply): Promise<void> {
    await reply.code(204).headers({ ...open, 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type', 'access-control-max-age': '86400' }).send();
  }
}
