import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefusalDetails } from '../../dispatch/dispatch.failures';
import { Failure } from '../../platform/failure';
import { Templates } from '../../platform/templates/templates';
import { LearnerPages } from './learner-pages';

const statusOf: Readonly<Record<string, number>> = { 'bad-signature': 401, 'not-found': 404, expired: 410, 'key-revoked': 410, 'too-many': 429, 'lms-silent': 502, maintenance: 503 };
const retryAfter: Readonly<Record<string, number>> = { 'too-many': 3600, maintenance: 60 };

/** Launches that an LMS's server or signature vouches for: on into the course, or a page that says why not. */
@Injectable()
export class LaunchRefusals {
  constructor(
    private readonly pages: LearnerPages,
    private readonly templates: Templates,
  ) {}

  /** `lang`: of the learner, where a platform sent them. What `find` answered by itself leads nowhere. */
  lead(request: FastifyRequest, reply: FastifyReply, lang: string, find: () => Promise<string | undefined>): Promise<void> {
    return this.guard(request, reply, lang, async () => {
      const to = await find();
      if (to !== undefined) await this.pages.leadOn(reply, to);
    });
  }

  /** What `answer` refuses becomes a page. */
  async guard(request: FastifyRequest, reply: FastifyReply, lang: string | undefined, answer: () => Promise<void>): Promise<void> {
    try {
      await answer();
    } catch (fault) {
      if (!(fault instanceof Failure) || fault.code !== 'launch-refused') throw fault;
      await this.refuse(fault.details as unknown as RefusalDetails, lang, request, reply);
    }
  }

  /** In the frame or window of the platform; the words are those of every refused launch. */
  private async refuse({ refusal, language, support, reference }: RefusalDetails, lang: string | undefined, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.pages.send(request, reply, {
      status: statusOf[refusal] ?? 403, locale: lang ?? language, reference: reference ?? request.id, isFramed: true, isOnlyOnce: lang !== undefined, ...(retryAfter[refusal] && { retryAfterSeconds: retryAfter[refusal] }),
      content: (words) => {
        const texts = this.templates.textsOf('refusals', words.lang);
        const heading = texts[`${refusal}.heading`] ?? '';
        return { title: heading, heading, paragraphs: [texts[`${refusal}.sentence`] ?? '', texts[`${refusal}.todo`] ?? '', ...(support ? [support] : [])] };
      },
    });
  }
}
