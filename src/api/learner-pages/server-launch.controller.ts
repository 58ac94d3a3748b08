import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AcceptAiccLaunch } from '../../dispatch/aicc/accept-aicc-launch';
import { AcceptCmi5Launch } from '../../dispatch/cmi5/accept-cmi5-launch';
import { KeepLmsSession } from '../../dispatch/lms-sessions/keep-lms-session';
import { learnerLanguage } from '../../dispatch/relay/launch-language.rules';
import { LaunchRefusals } from './launch-refusals';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { LearnerPages } from './learner-pages';

type Asked = Record<string, string | undefined>;

/** Where LMSs send learners by AICC and by cmi5, and where the player leads them when they leave. */
@Controller()
@UseFilters(LearnerFailuresFilter)
export class ServerLaunchController {
  constructor(
    private readonly aicc: AcceptAiccLaunch,
    private readonly cmi5: AcceptCmi5Launch,
    private readonly sessions: KeepLmsSession,
    private readonly launches: LaunchRefusals,
    private readonly pages: LearnerPages,
  ) {}

  /** An LMS appends AICC_SID and AICC_URL, in any case of letters. */
  @Get('aicc/:dispatchKey/:packageKey')
  async launchAicc(@Param('dispatchKey') dispatchKey: string, @Param('packageKey') packageKey: string, @Query() query: Asked, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (request.method === 'HEAD') return this.looked(reply);
    const of = (wanted: string) => Object.entries(query).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';
    const lang = languageFor(request);
    await this.launches.lead(request, reply, lang(undefined), () => this.aicc.run({ dispatchKey, packageKey, sid: of('aicc_sid'), url: of('aicc_url'), address: request.ip, lang }));
  }

  @Get('cmi5/:dispatchKey/:packageKey')
  async launchCmi5(@Param('dispatchKey') dispatchKey: string, @Param('packageKey') packageKey: string, @Query() query: Asked, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (request.method === 'HEAD') return this.looked(reply);
    const lang = languageFor(request);
    await this.launches.lead(request, reply, lang(undefined), () => this.cmi5.run({ dispatchKey, packageKey, query, address: request.ip, lang }));
  }

  /** The learner pressed Exit. Harmless when it is asked again. */
  @Get('left/:token')
  async leave(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (request.method === 'HEAD') return this.looked(reply);
    const onward = await this.sessions.end(token);
    await (onward ? this.pages.leadOn(reply, onward) : this.pages.sendMessage(request, reply, { words: 'exit.message', status: 200 }));
  }

  /** HEAD changes nothing: whoever only looks at a link uses no token up and ends no session. */
  private async looked(reply: FastifyReply): Promise<void> {
    await reply.code(200).headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).send();
  }
}

const languageFor = (request: FastifyRequest) => (preference: string | undefined) => learnerLanguage({ lms: preference, acceptLanguage: request.headers['accept-language'] });
