import { Body, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChangeApplication } from '../../../applications/change-application';
import { DeleteApplication } from '../../../applications/delete-application';
import { type ApplicationQuery, FindApplications } from '../../../applications/find-applications';
import { RegisterApplication } from '../../../applications/register-application';
import { V2Controller } from '../v2-controller';
import { flagOf, momentOf, orderOf, wordOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';
import { fromApplication, toApplicationChange, toApplicationName } from './application.wire';

function queryOf(q: Params): ApplicationQuery {
  wordOf('filterBy', single(q['filterBy']), ['app_id'], 'app_id');
  return {
    since: momentOf('since', single(q['since'])),
    until: momentOf('until', single(q['until'])),
    dateField: wordOf('datetimeFilter', single(q['datetimeFilter']), ['created', 'updated'], 'updated'),
    filter: single(q['filter']),
    ...orderOf(single(q['orderBy']), ['updated', 'created'], { orderBy: 'updated', direction: 'asc' }),
  };
}
const shownIn = (q: Params) => ({ courses: flagOf('includeCourseCount', single(q['includeCourseCount'])), registrations: flagOf('includeRegistrationCount', single(q['includeRegistrationCount'])) });

/** The applications of this server, for the credentials of application management. */
@V2Controller('appManagement')
export class ApplicationsController {
  constructor(
    private readonly register: RegisterApplication,
    private readonly change: ChangeApplication,
    private readonly remove: DeleteApplication,
    private readonly find: FindApplications,
  ) {}

  @Post('applications')
  @HttpCode(200)
  async create(@Body() body: unknown) {
    const made = await this.register.run(toApplicationName(body));
    return { id: made.applicationId, name: made.name };
  }

  /** Deprecated in the original: names only, unpaged. */
  @Get('applications')
  async all() {
    return { applications: (await this.find.all()).map(({ applicationId, name }) => ({ id: applicationId, name })) };
  }

  @Get('applicationList')
  async list(@Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const shown = shownIn(q);
    const page = await this.find.list(queryOf(q), { more: single(q['more']), withTotal: flagOf('includeTotalCount', single(q['includeTotalCount'])), withCounts: shown.courses || shown.registrations });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { applications: page.rows.map((row) => fromApplication(row, shown)), more: page.more };
  }

  @Get('applications/:childAppId')
  async one(@Param('childAppId') id: string, @Query() q: Params) {
    const shown = shownIn(q);
    return fromApplication(await this.find.one(id, shown.courses || shown.registrations), shown);
  }

  @Put('applications/:childAppId')
  @HttpCode(204)
  async update(@Param('childAppId') id: string, @Body() body: unknown): Promise<void> {
    await this.change.run(id, toApplicationChange(body));
  }

  @Delete('applications/:childAppId')
  @HttpCode(204)
  async delete(@Param('childAppId') id: string): Promise<void> {
    await this.remove.run(id);
  }
}
