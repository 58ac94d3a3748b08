import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/applications.module';
import { AccountUsageReport } from './account-usage.report';
import { CountContents } from './count-contents';

/** What the whole house holds, in numbers. */
@Module({ imports: [ApplicationsModule], providers: [AccountUsageReport, CountContents] })
export class ReportingModule {}
