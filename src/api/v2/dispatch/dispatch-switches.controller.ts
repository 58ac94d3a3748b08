import { Body, Delete, Get, Header, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChangeDispatches } from '../../../dispatch/change-dispatches';
import { FindDispatches } from '../../../dispatch/find-dispatches';
import { Lti13Tickets } from '../../../dispatch/lti/lti13-tickets';
import { Lti13Configuration } from '../../../dispatch/lti/lti13-configuration';
import { LtiCredentials } from '../../../dispatch/lti/lti-credentials';
import { TagDispatching } from '../../../dispatch/tag-dispatching';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { type Params, single, toBatchTags, toTags } from '../v2-shapes';
import { toCountSchema, toEnabled } from './dispatch.wire';

const kind = 'dispatch' as const;

/** Parts of a dispatch that have a route of their own: tags, enabled, hashing, counter, postback. */
@V2Controller('dispatch/dispatches')
export class DispatchSwitchesController {
  constructor(
    private readonly find: FindDispatches,
    private readonly change: ChangeDispatches,
    private readonly tagging: TagDispatching,
    private readonly lti: LtiCredentials,
    private readonly lti13: Lti13Configuration,
    private readonly tickets: Lti13Tickets,
  ) {}

  /** For an LMS that launches by LTI 1.1 and imports no package. */
  @Get(':dispatchId/lti')
  async lti11(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string) {
    return this.lti.run(applicationId, id);
  }

  @Get(':dispatchId/lti13')
  async lti13Link(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string) {
    return this.lti13.ofDispatch(applicationId, id);
  }

  /** Public: the ticket is the credential. A browser comes here from the redirect URI of LTI 1.3. */
  @Get(':dispatchId/launches')
  @Header('cache-control', 'no-store')
  launches(@Param('dispatchId') id: string, @Query() q: Params, @Res() reply: FastifyReply): void {
    void reply.redirect(this.tickets.redeem(id, single(q['jwt']) ?? ''), 302);
  }

  /** This controller is listed before the one with `:dispatchId`, because `tags` could be an id. */
  @Put('tags')
  @HttpCode(204)
  async tagMany(@Caller() { applicationId }: V2Caller, @Body() body: unknown): Promise<void> {
    await this.tagging.add({ applicationId, kind, ...toBatchTags(body) });
  }

  @Get(':dispatchId/tags')
  async tags(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string) {
    return { tags: (await this.find.one(applicationId, id)).tags };
  }

  @Put(':dispatchId/tags')
  @HttpCode(204)
  async tag(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Body() body: unknown): Promise<void> {
    await this.tagging.add({ applicationId, kind, ids: [id], tags: toTags(body) });
  }

  @Delete(':dispatchId/tags')
  @HttpCode(204)
  async untag(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Body() body: unknown): Promise<void> {
    await this.tagging.remove({ applicationId, kind, ids: [id], tags: toTags(body) });
  }

  @Get(':dispatchId/enabled')
  async enabled(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string) {
    return { enabled: (await this.find.one(applicationId, id)).dispatch.enabled };
  }

  @Put(':dispatchId/enabled')
  @HttpCode(204)
  async setEnabled(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Body() body: unknown): Promise<void> {
    await this.change.run(applicationId, { id }, { enabled: toEnabled(body) });
  }

  @Get(':dispatchId/hashUserInfo')
  async hashes(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string) {
    const { dispatch, destination } = await this.find.one(applicationId, id);
    return { enabled: dispatch.hashUserInfo ?? destination.hashUserInfo };
  }

  @Put(':dispatchId/hashUserInfo')
  @HttpCode(204)
  async setHashes(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Body() body: unknown): Promise<void> {
    await this.change.run(applicationId, { id }, { hashUserInfo: toEnabled(body) });
  }

  @Get(':dispatchId/registrationCount')
  async count(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string) {
    return toCountSchema(await this.find.one(applicationId, id));
  }

  @Delete(':dispatchId/registrationCount')
  @HttpCode(204)
  async reset(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string): Promise<void> {
    await this.change.resetCounts(applicationId, { id });
  }

  @Delete(':dispatchId/postback')
  @HttpCode(204)
  async removePostback(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string): Promise<void> {
    await this.change.run(applicationId, { id }, { postBack: null });
  }
}
