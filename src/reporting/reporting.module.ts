import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/applications.module';
import { CoursesModule } from '../courses/courses.module';
import { AccountUsageReport } from './account-usage.report';
import { CountContents } from './count-contents';
import { DescribeAccount } from './describe-account';
import { GrantReport } from './grant-report';
import { ReadReport } from './read-report';
import { ReportNumbers } from './report-numbers.report';

const operations = [DescribeAccount, GrantReport, ReadReport];

/** What the whole house holds, in numbers. */
@Module({ imports: [ApplicationsModule, CoursesModule], providers: [AccountUsageReport, CountContents, ReportNumbers, ...operations], exports: operations })
export class ReportingModule {}
