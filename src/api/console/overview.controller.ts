import { Body, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { FindAuditEntries } from '../../administrators/find-audit-entries';
import { OpenApplication } from '../../administrators/open-application';
import { FindApplications } from '../../applications/find-applications';
import { DescribeAttention } from '../../reporting/describe-attention';
import { SearchEverything } from '../../reporting/search-everything';
import { ConsoleCookie } from '../console-cookie';
import { ConsoleController } from './console-controller';
import { ForInstallationOwners, type SignedIn, Who } from './console.guard';
import { fromAttention, fromAudit, toApplicationName, toAuditQuery, toSearchText } from './console.wire';

/** What goes on, and the applications it goes on in. */
@ConsoleController()
export class OverviewController {
  constructor(
    private readonly cookie: ConsoleCookie,
    private readonly attention: DescribeAttention,
    private readonly audit: FindAuditEntries,
    private readonly applications: FindApplications,
    private readonly open: OpenApplication,
    private readonly everything: SearchEverything,
  ) {}

  @Get('overview')
  async overview(@Req() request: FastifyRequest) {
    return fromAttention(await this.attention.run((await this.cookie.there(request)).applicationId));
  }

  @Get('search')
  async search(@Req() request: FastifyRequest, @Query() query: unknown) {
    const { applicationId } = await this.cookie.there(request);
    return { found: await this.everything.run(applicationId, toSearchText(query)) };
  }

  @Get('audit')
  async log(@Who() { session }: SignedIn, @Query() query: unknown) {
    const page = await this.audit.run(session, toAuditQuery(query));
    return { entries: page.rows.map(fromAudit), more: page.more };
  }

  @Get('applications')
  @ForInstallationOwners()
  async list() {
    return { applications: (await this.applications.all()).map(({ applicationId, name, createdAt }) => ({ id: applicationId, name, createdAt: new Date(createdAt).toISOString() })) };
  }

  @Post('applications')
  @HttpCode(200)
  @ForInstallationOwners()
  async create(@Who() { actor }: SignedIn, @Body() body: unknown) {
    const { applicationId, secret } = await this.open.run(actor, toApplicationName(body));
    return { id: applicationId, secret };
  }
}
