import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CoursesModule } from '../courses/courses.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { RuntimeModule } from '../runtime/runtime.module';
import { TagsModule } from '../tags/tags.module';
import { ChangeDestination } from './change-destination';
import { ChangeDispatches } from './change-dispatches';
import { CreateDestinations } from './create-destinations';
import { CreateDispatches } from './create-dispatches';
import { DeleteDestination } from './delete-destination';
import { DeleteDispatches } from './delete-dispatches';
import { Destination } from './destination.entity';
import { DestinationRepository } from './destination.repository';
import { Dispatch } from './dispatch.entity';
import { DispatchRepository } from './dispatch.repository';
import { FindDestinations } from './find-destinations';
import { FindDispatchPostbacks } from './find-dispatch-postbacks';
import { ReadRegistrationSettings } from './read-registration-settings';
import { FindDispatches } from './find-dispatches';
import { FollowDeletions } from './follow-deletions';
import { AcceptLti11Launch } from './lti/accept-lti11-launch';
import { LtiCredentials } from './lti/lti-credentials';
import { AcceptLti13Launch } from './lti/accept-lti13-launch';
import { BeginLti13Login } from './lti/begin-lti13-login';
import { Lti13Configuration } from './lti/lti13-configuration';
import { Lti13Tickets } from './lti/lti13-tickets';
import { LtiToolKey } from './lti/lti-tool-key.entity';
import { LtiToolKeyRepository } from './lti/lti-tool-key.repository';
import { LtiToolKeys } from './lti/lti-tool-keys';
import { PlatformKeys } from './lti/platform-keys';
import { VerifyLti13Launch } from './lti/verify-lti13-launch';
import { PostLti11Outcome } from './lti/post-lti11-outcome';
import { PostLti13Score } from './lti/post-lti13-score';
import { LtiNonce } from './lti/lti-nonce.entity';
import { LtiResult } from './lti/lti-result.entity';
import { LtiRepository } from './lti/lti.repository';
import { SendLtiResults } from './lti/send-lti-results';
import { BuildDispatchZip } from './package/build-dispatch-zip';
import { FillPackage } from './package/fill-package';
import { PackageKey } from './package/package-key.entity';
import { PackageKeyRepository } from './package/package-key.repository';
import { PackageTemplate } from './package/package-template';
import { RevokePackageKeys } from './package/revoke-package-keys';
import { AcceptDispatchLaunch } from './relay/accept-dispatch-launch';
import { BeginSeat } from './relay/begin-seat';
import { DescribeRelayState } from './relay/describe-relay-state';
import { IdentifyCaller } from './relay/identify-caller';
import { LaunchLimits } from './relay/launch-limits';
import { LaunchReport } from './relay/launch.report';
import { PopupTickets } from './relay/popup-tickets';
import { RecordRelayAck } from './relay/record-relay-ack';
import { RegistrationProofs } from './relay/registration-proofs';
import { RelayTokens } from './relay/relay-tokens';
import { RelayWaiters } from './relay/relay-waiters';
import { ResumeSeat } from './relay/resume-seat';
import { ShellSettings } from './relay/shell-settings';
import { StartSeat } from './relay/start-seat';
import { RemoveDispatches } from './remove-dispatches';
import { EraseSeats } from './seats/erase-seats';
import { FollowInstances } from './seats/follow-instances';
import { LearnerSeatRepository } from './seats/learner-seat.repository';
import { ReserveSeat } from './seats/reserve-seat';
import { Seat } from './seats/seat.entity';
import { SeatRepository } from './seats/seat.repository';
import { SelectDispatches } from './select-dispatches';
import { TagDispatching } from './tag-dispatching';

const operations = [
  CreateDestinations, ChangeDestination, DeleteDestination, FindDestinations, CreateDispatches, ChangeDispatches, DeleteDispatches, FindDispatches, FindDispatchPostbacks, ReadRegistrationSettings, TagDispatching,
  BuildDispatchZip, RevokePackageKeys, AcceptDispatchLaunch, DescribeRelayState, RecordRelayAck, PopupTickets, RelayTokens, RelayWaiters, ShellSettings, EraseSeats, AcceptLti11Launch, LtiCredentials, AcceptLti13Launch, BeginLti13Login, Lti13Configuration, Lti13Tickets, LtiToolKeys,
];
const parts = [
  DestinationRepository, DispatchRepository, PackageKeyRepository, SeatRepository, LaunchReport, SelectDispatches, RemoveDispatches, FollowDeletions, PackageTemplate, FillPackage,
  LearnerSeatRepository, FollowInstances, IdentifyCaller, BeginSeat, ResumeSeat, StartSeat, RegistrationProofs, LaunchLimits, ReserveSeat, LtiRepository, LtiToolKeyRepository, PlatformKeys, VerifyLti13Launch, PostLti11Outcome, PostLti13Score, SendLtiResults,
];

@Module({
  imports: [CoursesModule, RegistrationsModule, RuntimeModule, TagsModule, TypeOrmModule.forFeature([Destination, Dispatch, PackageKey, Seat, LtiNonce, LtiResult, LtiToolKey])],
  providers: [...parts, ...operations],
  exports: operations,
})
export class DispatchModule {}
