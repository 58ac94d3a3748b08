import { Body, Delete, Get, Head, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CreateRegistration } from '../../../registrations/create-registration';
import { DeleteRegistration } from '../../../registrations/delete-registration';
import { FindRegistrations, type RegistrationQuery } from '../../../registrations/find-registrations';
import { IssueLaunchLink } from '../../../runtime/issue-launch-link';
import { TakeOverRegistration } from '../../../runtime/take-over-registration';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, momentOf, orderOf, sizeOf, wordOf } from '../v2-lists';
import { type Params, single, tagsOf } from '../v2-shapes';
import { toEarlierRegistration } from './earlier-registration.wire';
import { toLaunchLinkOptions, toNewRegistration } from './registration.wire';
import { detailsOf, RegistrationViews } from './registration-views';

const queryOf = (q: Params): RegistrationQuery => ({
  courseId: single(q['courseId']),
  learnerId: single(q['learnerId']),
  since: momentOf('since', single(q['since'])),
  until: momentOf('until', single(q['until'])),
  dateField: wordOf('datetimeFilter', single(q['datetimeFilter']), ['created', 'updated'], 'created'),
  tags: tagsOf(q['tags']),
  filter: single(q['filter']),
  filterBy: wordOf('filterBy', single(q['filterBy']), ['registration_id', 'course_title', 'learner_first_name', 'learner_last_name', 'tags'], 'registration_id'),
  ...orderOf(single(q['orderBy']), ['created', 'updated', 'course_title', 'learner_first_name', 'learner_last_name'], { orderBy: 'created', direction: 'desc' }),
});

@V2Controller('registrations')
export class RegistrationsController {
  constructor(
    private readonly create: CreateRegistration,
    private readonly takeOver: TakeOverRegistration,
    private readonly remove: DeleteRegistration,
    private readonly find: FindRegistrations,
    private readonly views: RegistrationViews,
    private readonly links: IssueLaunchLink,
  ) {}

  @Post()
  @HttpCode(204)
  async add(@Caller() { applicationId }: V2Caller, @Body() body: unknown, @Query('courseVersion') version: unknown): Promise<void> {
    const wanted = toNewRegistration(applicationId, body, version);
    const earlier = toEarlierRegistration(body);
    await (earlier ? this.takeOver.run(wanted, earlier) : this.create.run(wanted));
  }

  @Get()
  async list(@Caller() { applicationId }: V2Caller, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const page = await this.find.list(applicationId, queryOf(q), { more: single(q['more']), size: sizeOf(q['pageSize']), withRuntime: true, withTotal: flagOf('includeTotalCount', single(q['includeTotalCount'])) });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { registrations: await this.views.page(applicationId, page.rows, detailsOf(q)), more: page.more };
  }

  @Head(':registrationId')
  @Header('content-type', 'application/json')
  async exists(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string): Promise<void> {
    await this.find.one(applicationId, id);
  }

  @Get(':registrationId')
  async progress(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Query() q: Params) {
    return this.views.one(applicationId, await this.find.one(applicationId, id, true), detailsOf(q));
  }

  @Delete(':registrationId')
  @HttpCode(204)
  async delete(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string): Promise<void> {
    await this.remove.run(applicationId, id);
  }

  @Post(':registrationId/launchLink')
  @HttpCode(200)
  async launchLink(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Body() body: unknown) {
    return { launchLink: await this.links.run(applicationId, id, toLaunchLinkOptions(body)) };
  }
}
