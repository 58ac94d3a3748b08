import { Body, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { checkTenant } from '../../applications/tenant.rules';
import { FindSessions } from '../../runtime/learner-sessions/find-sessions';
import { LaunchExternal } from '../../runtime/learner-sessions/launch-external';
import { LaunchSession } from '../../runtime/learner-sessions/launch-session';
import { ReviseSession } from '../../runtime/learner-sessions/revise-session';
import { SessionsController as Controller } from './sessions-controller';
import { Caller, type SessionsCaller } from './sessions-guard';
import { pageOf, type Params } from './sessions-shapes';
import { fromLaunch, fromSession, fromSessions, tenantIn, toExternal, toLaunch, toQuery, toRevision } from './session.wire';

/** Learners let into packages, and what they have come to. */
@Controller()
export class LearnerSessionsController {
  constructor(
    private readonly launches: LaunchSession,
    private readonly externals: LaunchExternal,
    private readonly find: FindSessions,
    private readonly revise: ReviseSession,
  ) {}

  @Post('packages/:id/launch')
  async launch(@Caller() { applicationId }: SessionsCaller, @Param('id') id: string, @Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    checkTenant(applicationId, tenantIn(body));
    const launch = toLaunch(applicationId, id, body);
    const made = await this.launches.run(launch);
    void reply.code(made.isNew ? 201 : 200);
    return fromLaunch(id, launch.lifeSeconds, made);
  }

  @Post('sessions/external')
  async external(@Caller() { applicationId, key }: SessionsCaller, @Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    checkTenant(applicationId, tenantIn(body));
    const { token, launch } = toExternal(applicationId, body);
    const made = await this.externals.run(key, token, launch);
    void reply.code(made.isNew ? 201 : 200);
    return fromLaunch(launch.courseId, launch.lifeSeconds, made);
  }

  @Get('sessions')
  async list(@Caller() { applicationId }: SessionsCaller, @Query() q: Params) {
    return fromSessions(applicationId, await this.find.list(applicationId, toQuery(q), pageOf(q)));
  }

  @Get('sessions/:id')
  async one(@Caller() { applicationId }: SessionsCaller, @Param('id') id: string) {
    return fromSession(applicationId, await this.find.one(applicationId, id));
  }

  @Put('sessions/:id')
  @HttpCode(200)
  async change(@Caller() { applicationId }: SessionsCaller, @Param('id') id: string, @Body() body: unknown) {
    const revision = toRevision(body);
    checkTenant(applicationId, tenantIn(body));
    return fromSession(applicationId, await this.revise.run(applicationId, id, revision));
  }
}
