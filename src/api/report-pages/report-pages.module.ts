import { Module } from '@nestjs/common';
import { ReportingModule } from '../../reporting/reporting.module';
import { ReportPages } from './report-pages';
import { ReportsController } from './reports.controller';

/** The report behind links of the API, on the public origin. */
@Module({ imports: [ReportingModule], controllers: [ReportsController], providers: [ReportPages] })
export class ReportPagesModule {}
