import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../../applications/applications.module';
import { CoursesModule } from '../../courses/courses.module';
import { DispatchModule } from '../../dispatch/dispatch.module';
import { InvitationsModule } from '../../invitations/invitations.module';
import { RegistrationsModule } from '../../registrations/registrations.module';
import { RuntimeModule } from '../../runtime/runtime.module';
import { TokensController } from './applications/tokens.controller';
import { CoursesController } from './courses/courses.controller';
import { ImportJobsController } from './courses/import-jobs.controller';
import { DestinationDispatchesController } from './dispatch/destination-dispatches.controller';
import { DestinationsController } from './dispatch/destinations.controller';
import { DispatchSwitchesController } from './dispatch/dispatch-switches.controller';
import { DispatchZipsController } from './dispatch/dispatch-zips.controller';
import { DispatchesController } from './dispatch/dispatches.controller';
import { InvitationsController } from './invitations/invitations.controller';
import { PrivateInvitationsController } from './invitations/private-invitations.controller';
import { PublicInvitationsController } from './invitations/public-invitations.controller';
import { SuppressionsController } from './invitations/suppressions.controller';
import { RecipientsController } from './invitations/recipients.controller';
import { RegistrationsController } from './registrations/registrations.controller';
import { ServiceController } from './service/service.controller';
import { V2AuthGuard } from './v2-auth.guard';

/** The SCORM Cloud v2 compatible API. */
@Module({
  imports: [ApplicationsModule, CoursesModule, RegistrationsModule, RuntimeModule, DispatchModule, InvitationsModule],
  controllers: [ServiceController, TokensController, ImportJobsController, CoursesController, RegistrationsController, DestinationsController, DestinationDispatchesController, DispatchZipsController, DispatchSwitchesController, DispatchesController, SuppressionsController, InvitationsController, PrivateInvitationsController, PublicInvitationsController, RecipientsController],
  providers: [V2AuthGuard],
})
export class V2ApiModule {}
