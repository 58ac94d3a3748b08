import { Module } from '@nestjs/common';
import { AdministratorsModule } from '../../administrators/administrators.module';
import { ApplicationsModule } from '../../applications/applications.module';
import { CoursesModule } from '../../courses/courses.module';
import { DispatchModule } from '../../dispatch/dispatch.module';
import { InvitationsModule } from '../../invitations/invitations.module';
import { PostbacksModule } from '../../postbacks/postbacks.module';
import { LearnersModule } from '../../learners/learners.module';
import { RegistrationsModule } from '../../registrations/registrations.module';
import { RuntimeModule } from '../../runtime/runtime.module';
import { ReportingModule } from '../../reporting/reporting.module';
import { SettingsModule } from '../../settings/settings.module';
import { ApplicationConfigurationController } from './applications/application-configuration.controller';
import { ApplicationsController } from './applications/applications.controller';
import { CredentialsController } from './applications/credentials.controller';
import { TokensController } from './applications/tokens.controller';
import { CourseConfigurationController } from './courses/course-configuration.controller';
import { CourseAssetsController } from './courses/course-assets.controller';
import { CoursePreviewsController } from './courses/course-previews.controller';
import { CourseStatementsController } from './courses/course-statements.controller';
import { CourseTagsController } from './courses/course-tags.controller';
import { CourseViews } from './courses/course-views';
import { CoursesController } from './courses/courses.controller';
import { ImportJobsController } from './courses/import-jobs.controller';
import { OpenApiController } from './openapi/openapi.controller';
import { DestinationDispatchesController } from './dispatch/destination-dispatches.controller';
import { DestinationsController } from './dispatch/destinations.controller';
import { DispatchLicencesController } from './dispatch/dispatch-licences.controller';
import { PresetsController } from './dispatch/presets.controller';
import { DiagnosticsController } from './dispatch/diagnostics.controller';
import { DispatchSwitchesController } from './dispatch/dispatch-switches.controller';
import { DispatchZipsController } from './dispatch/dispatch-zips.controller';
import { DispatchesController } from './dispatch/dispatches.controller';
import { InvitationsController } from './invitations/invitations.controller';
import { PrivateInvitationsController } from './invitations/private-invitations.controller';
import { PublicInvitationsController } from './invitations/public-invitations.controller';
import { SuppressionsController } from './invitations/suppressions.controller';
import { RecipientsController } from './invitations/recipients.controller';
import { EventsController } from './postbacks/events.controller';
import { PostbacksController } from './postbacks/postbacks.controller';
import { PostbackTestController } from './registrations/postback-test.controller';
import { LearnersController } from './learners/learners.controller';
import { RegistrationConfigurationController } from './registrations/registration-configuration.controller';
import { RegistrationInstancesController } from './registrations/registration-instances.controller';
import { RegistrationTagsController } from './registrations/registration-tags.controller';
import { RegistrationViews } from './registrations/registration-views';
import { RegistrationWorkController } from './registrations/registration-work.controller';
import { ResultOverrideController } from './registrations/result-override.controller';
import { RegistrationsController } from './registrations/registrations.controller';
import { ReportingController } from './reporting/reporting.controller';
import { ServiceController } from './service/service.controller';
import { ContentConnectorsController } from './unoffered/content-connectors.controller';
import { ZoomiController } from './unoffered/zoomi.controller';
import { ConsoleCookieModule } from '../console-cookie.module';
import { RateLimitModule } from '../rate-limit.module';
import { V2AuthGuard } from './v2-auth.guard';
import { XapiModule } from '../../xapi/xapi.module';
import { StatementPipesController } from './xapi/statement-pipes.controller';
import { XapiCredentialsController } from './xapi/xapi-credentials.controller';

/** The SCORM Cloud v2 compatible API. */
@Module({
  imports: [RateLimitModule, ConsoleCookieModule, AdministratorsModule, ApplicationsModule, SettingsModule, CoursesModule, RegistrationsModule, RuntimeModule, DispatchModule, InvitationsModule, LearnersModule, PostbacksModule, XapiModule, ReportingModule],
  controllers: [OpenApiController, ServiceController, PostbackTestController, EventsController, PostbacksController, TokensController, ApplicationsController, CredentialsController, ApplicationConfigurationController, CourseConfigurationController, RegistrationConfigurationController, ImportJobsController, CourseTagsController, CourseAssetsController, CoursePreviewsController, CourseStatementsController, CoursesController, RegistrationTagsController, RegistrationInstancesController, RegistrationWorkController, ResultOverrideController, RegistrationsController, DestinationsController, DestinationDispatchesController, DispatchZipsController, DispatchSwitchesController, DispatchLicencesController, PresetsController, DispatchesController, SuppressionsController, InvitationsController, PrivateInvitationsController, PublicInvitationsController, RecipientsController, XapiCredentialsController, StatementPipesController, ZoomiController, ContentConnectorsController, LearnersController, ReportingController, DiagnosticsController],
  providers: [CourseViews, V2AuthGuard, RegistrationViews],
})
export class V2ApiModule {}
