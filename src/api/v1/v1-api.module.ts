import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../../applications/applications.module';
import { DispatchModule } from '../../dispatch/dispatch.module';
import { LearnersModule } from '../../learners/learners.module';
import { PostbacksModule } from '../../postbacks/postbacks.module';
import { RegistrationsModule } from '../../registrations/registrations.module';
import { RuntimeModule } from '../../runtime/runtime.module';
import { RateLimitModule } from '../rate-limit.module';
import { CoursesModule } from '../../courses/courses.module';
import { CourseAttributesMethods } from './methods/course-attributes.methods';
import { CourseFilesMethods } from './methods/course-files.methods';
import { CourseViews } from './methods/course-views';
import { CoursesMethods } from './methods/courses.methods';
import { DebugMethods } from './methods/debug.methods';
import { LaunchMethods } from './methods/launches.methods';
import { RegistrationListMethods } from './methods/registration-lists.methods';
import { RegistrationMethods } from './methods/registrations.methods';
import { RegistrationPostbackMethods } from './methods/registration-postbacks.methods';
import { RegistrationResultMethods } from './methods/registration-results.methods';
import type { V1MethodGroup } from './v1-call';
import { V1MethodTable } from './v1-method-table';
import { V1Controller } from './v1.controller';
import { VerifyV1Call } from './verify-v1-call';
import { ReportingModule } from '../../reporting/reporting.module';
import { XapiModule } from '../../xapi/xapi.module';
import { ApplicationsMethods } from './methods/applications.methods';
import { DestinationsMethods } from './methods/destinations.methods';
import { DispatchPackagesMethods } from './methods/dispatch-packages.methods';
import { DispatchesMethods } from './methods/dispatches.methods';
import { ExportsMethods } from './methods/exports.methods';
import { FtpMethods } from './methods/ftp.methods';
import { LrsAccountsMethods } from './methods/lrs-accounts.methods';
import { ReportingMethods } from './methods/reporting.methods';
import { StatementForwardingMethods } from './methods/statement-forwarding.methods';
import { TaggingMethods } from './methods/tagging.methods';
import { ReportDateController } from './report-date.controller';
import { InvitationsModule } from '../../invitations/invitations.module';
import { InvitationMethods } from './methods/invitations.methods';
import { CourseImportsMethods } from './methods/course-imports.methods';
import { ReceivePackage } from './methods/receive-package';
import { UploadsMethods } from './methods/uploads.methods';
import { CoursePagesMethods } from './methods/course-pages.methods';

/** What answers the methods; a group answers those of one area. */
const groups = [
  DebugMethods,
  CoursesMethods,
  CourseAttributesMethods,
  CourseFilesMethods,
  RegistrationMethods,
  RegistrationListMethods,
  RegistrationResultMethods,
  LaunchMethods,
  RegistrationPostbackMethods,
  ApplicationsMethods,
  DestinationsMethods,
  DispatchPackagesMethods,
  DispatchesMethods,
  ExportsMethods,
  FtpMethods,
  LrsAccountsMethods,
  ReportingMethods,
  StatementForwardingMethods,
  TaggingMethods,
  InvitationMethods,
  CourseImportsMethods,
  UploadsMethods,
  CoursePagesMethods,
];

/** The legacy v1 API. */
@Module({
  imports: [RateLimitModule, ApplicationsModule, CoursesModule, RegistrationsModule, RuntimeModule, LearnersModule, DispatchModule, PostbacksModule, ReportingModule, XapiModule, InvitationsModule],
  controllers: [V1Controller, ReportDateController],
  providers: [...groups, CourseViews, { provide: V1MethodTable, useFactory: (...all: V1MethodGroup[]) => new V1MethodTable(all), inject: groups }, VerifyV1Call, ReceivePackage],
})
export class V1ApiModule {}
