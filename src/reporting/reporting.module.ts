import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApplicationsModule } from '../applications/applications.module';
import { CoursesModule } from '../courses/courses.module';
import { DispatchModule } from '../dispatch/dispatch.module';
import { InvitationsModule } from '../invitations/invitations.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { AttentionReport } from './attention.report';
import { AccountUsageReport } from './account-usage.report';
import { CountContents } from './count-contents';
import { DescribeAttention } from './describe-attention';
import { DescribeAccount } from './describe-account';
import { CancelDataExport } from './exports/cancel-data-export';
import { DataExport } from './exports/data-export.entity';
import { DataExportRepository } from './exports/data-export.repository';
import { ExportParts } from './exports/export-parts';
import { ExportRows } from './exports/export-rows.report';
import { FindDataExports } from './exports/find-data-exports';
import { ForgetDataExports } from './exports/forget-data-exports';
import { RunDataExport } from './exports/run-data-export';
import { StartDataExport } from './exports/start-data-export';
import { SweepDataExports } from './exports/sweep-data-exports';
import { GrantReport } from './grant-report';
import { ReadReport } from './read-report';
import { ReportNumbers } from './report-numbers.report';
import { SearchEverything } from './search-everything';

const operations = [SearchEverything, DescribeAccount, DescribeAttention, GrantReport, ReadReport, StartDataExport, CancelDataExport, FindDataExports];
const exporting = [DataExportRepository, ExportRows, ExportParts, RunDataExport, SweepDataExports, ForgetDataExports];

/** What the whole house holds, in numbers. */
@Module({ imports: [ApplicationsModule, CoursesModule, DispatchModule, InvitationsModule, RegistrationsModule, TypeOrmModule.forFeature([DataExport])], providers: [AccountUsageReport, AttentionReport, CountContents, ReportNumbers, ...exporting, ...operations], exports: operations })
export class ReportingModule {}
