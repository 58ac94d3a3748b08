import { Module } from '@nestjs/common';
import { DispatchModule } from '../../dispatch/dispatch.module';
import { InvitationsModule } from '../../invitations/invitations.module';
import { RuntimeModule } from '../../runtime/runtime.module';
import { CodeController } from './code.controller';
import { JoinController } from './join.controller';
import { LaunchController } from './launch.controller';
import { LaunchRefusals } from './launch-refusals';
import { LearnerPages } from './learner-pages';
import { LinkController } from './link.controller';
import { LinksController } from './links.controller';
import { LtiLaunchController } from './lti-launch.controller';
import { LtiLinksController } from './lti-links.controller';
import { LtiRegistrationController } from './lti-registration.controller';
import { OpenController } from './open.controller';
import { ServerLaunchController } from './server-launch.controller';
import { StopController } from './stop.controller';
import { UnknownLinksController } from './unknown-links.controller';

/** Pages learners see on the public origin. */
@Module({
  imports: [RuntimeModule, DispatchModule, InvitationsModule],
  controllers: [LaunchController, OpenController, CodeController, JoinController, LinkController, LinksController, LtiRegistrationController, LtiLinksController, LtiLaunchController, ServerLaunchController, StopController, UnknownLinksController],
  providers: [LearnerPages, LaunchRefusals],
})
export class LearnerPagesModule {}
