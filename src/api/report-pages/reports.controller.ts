import { Controller, Get, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GrantReport } from '../../reporting/grant-report';
import { ReadReport } from '../../reporting/read-report';
import { askedIn, authIn } from './report-address';
import { type CsvTable, csvOf } from './report-csv.rules';
import { ReportFailuresFilter } from './report-failures.filter';
import { ReportPages } from './report-pages';

const rowsOnPage = 100;
const rowsInFile = 50_000;
type Q = Record<string, unknown>;

/** The report that links of the API lead to, and its tables as files. */
@Controller('reports')
@UseFilters(ReportFailuresFilter)
export class ReportsController {
  constructor(
    private readonly grants: GrantReport,
    private readonly reports: ReadReport,
    private readonly pages: ReportPages,
  ) {}

  @Get()
  async page(@Query() query: Q, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [auth, wanted] = [authIn(query), askedIn(query)];
    const grant = this.grants.read(auth);
    await this.pages.send(request, reply, { auth, grant, wanted, report: await this.reports.run(grant, wanted, rowsOnPage) });
  }

  @Get('courses.csv')
  courses(@Query() query: Q, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.file('courses', query, request, reply);
  }

  @Get('destinations.csv')
  destinations(@Query() query: Q, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.file('destinations', query, request, reply);
  }

  @Get('days.csv')
  days(@Query() query: Q, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.file('days', query, request, reply);
  }

  private async file(table: CsvTable, query: Q, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const [auth, wanted] = [authIn(query), askedIn(query)];
    const grant = this.grants.read(auth);
    const report = await this.reports.run(grant, wanted, rowsInFile);
    if (report.wrong) return this.pages.send(request, reply, { auth, grant, wanted, report: { ...report, courses: [], destinations: [] } });
    await this.pages.sendCsv(reply, `report-${table}`, csvOf(table, report));
  }
}
