import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CoursesModule } from '../courses/courses.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { RuntimeModule } from '../runtime/runtime.module';
import { TagsModule } from '../tags/tags.module';
import { CheckPackage } from './diagnostics/check-package';
import { ConfirmationReport } from './diagnostics/confirmation.report';
import { FindLaunchTimelines } from './diagnostics/find-launch-timelines';
import { LaunchTimeline, LaunchTimelinePart } from './diagnostics/launch-timeline.entity';
import { LaunchTimelineRepository } from './diagnostics/launch-timeline.repository';
import { ListConfirmations } from './diagnostics/list-confirmations';
import { NoteLaunch } from './diagnostics/note-launch';
import { NoteRelayCall } from './diagnostics/note-relay-call';
import { SweepLaunchTimelines } from './diagnostics/sweep-launch-timelines';
import { TimelineBuffer } from './diagnostics/timeline-buffer';
import { ChangeDestination } from './change-destination';
import { ChangeDispatches } from './change-dispatches';
import { ChangeVersionPolicy } from './change-version-policy';
import { AcceptAiccLaunch } from './aicc/accept-aicc-launch';
import { AskHacp } from './aicc/ask-hacp';
import { PutAiccResult } from './aicc/put-aicc-result';
import { AcceptCmi5Launch } from './cmi5/accept-cmi5-launch';
import { AskLrs } from './cmi5/ask-lrs';
import { SendCmi5Statements } from './cmi5/send-cmi5-statements';
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
import { FollowLink } from './link/follow-link';
import { AskLimits } from './lms-sessions/ask-limits';
import { FollowLmsSessions } from './lms-sessions/follow-lms-sessions';
import { KeepLmsSession } from './lms-sessions/keep-lms-session';
import { LmsSession } from './lms-sessions/lms-session.entity';
import { LmsSessionRepository } from './lms-sessions/lms-session.repository';
import { LookAtDoor } from './relay/look-at-door';
import { NoteServerLaunch } from './lms-sessions/note-server-launch';
import { TellLms } from './lms-sessions/tell-lms';
import { AcceptLti11Launch } from './lti/accept-lti11-launch';
import { LtiCredentials } from './lti/lti-credentials';
import { AcceptLti13Launch } from './lti/accept-lti13-launch';
import { BeginLti13Login } from './lti/begin-lti13-login';
import { Lti13Configuration } from './lti/lti13-configuration';
import { Lti13Tickets } from './lti/lti13-tickets';
import { LtiToolKey } from './lti/lti-tool-key.entity';
import { LtiToolKeyRepository } from './lti/lti-tool-key.repository';
import { LtiToolKeys } from './lti/lti-tool-keys';
import { OfferDeepLinks } from './lti/offer-deep-links';
import { PlatformKeys } from './lti/platform-keys';
import { RegisterLti13Tool } from './lti/register-lti13-tool';
import { VerifyLti13Launch } from './lti/verify-lti13-launch';
import { PostLti11Outcome } from './lti/post-lti11-outcome';
import { PostLti13Score } from './lti/post-lti13-score';
import { LtiNonce } from './lti/lti-nonce.entity';
import { LtiResult } from './lti/lti-result.entity';
import { LtiRepository } from './lti/lti.repository';
import { SendLtiResults } from './lti/send-lti-results';
import { ChangeTaggedDispatches } from './change-tagged-dispatches';
import { FindDispatchOfRegistration } from './find-dispatch-of-registration';
import { FindNumberedPages } from './find-numbered-pages';
import { BuildDispatchZip } from './package/build-dispatch-zip';
import { FillPackage } from './package/fill-package';
import { PackageKey } from './package/package-key.entity';
import { PackageOrigin } from './package/package-origin.entity';
import { PackageKeyRepository } from './package/package-key.repository';
import { PackageTemplate } from './package/package-template';
import { RevokePackageKeys } from './package/revoke-package-keys';
import { AcceptDispatchLaunch } from './relay/accept-dispatch-launch';
import { BeginSeat } from './relay/begin-seat';
import { DescribeRelayState } from './relay/describe-relay-state';
import { IdentifyCaller } from './relay/identify-caller';
import { LaunchAlarms } from './relay/launch-alarms';
import { LaunchLimits } from './relay/launch-limits';
import { LaunchReport } from './relay/launch.report';
import { PopupTickets } from './relay/popup-tickets';
import { RecordRelayAck } from './relay/record-relay-ack';
import { RegistrationProofs } from './relay/registration-proofs';
import { RelayTokens } from './relay/relay-tokens';
import { ResumeSeat } from './relay/resume-seat';
import { ShellSettings } from './relay/shell-settings';
import { StartSeat } from './relay/start-seat';
import { RemoveDispatches } from './remove-dispatches';
import { EraseSeats } from './seats/erase-seats';
import { FindSeats } from './seats/find-seats';
import { FollowInstances } from './seats/follow-instances';
import { LearnerSeatRepository } from './seats/learner-seat.repository';
import { MailLicenceUse } from './seats/mail-licence-use';
import { RecountLicence } from './seats/recount-licence';
import { ReleaseSeat } from './seats/release-seat';
import { ReleasedSeatRepository } from './seats/released-seat.repository';
import { ReserveSeat } from './seats/reserve-seat';
import { SeatCountsRepository } from './seats/seat-counts.repository';
import { SeatLedgerEntry } from './seats/seat-ledger.entity';
import { SeatLedgerRepository } from './seats/seat-ledger.repository';
import { Seat } from './seats/seat.entity';
import { SeatRepository } from './seats/seat.repository';
import { TellLicenceUse } from './seats/tell-licence-use';
import { WipeTests } from './seats/wipe-tests';
import { SelectDispatches } from './select-dispatches';
import { TagDispatching } from './tag-dispatching';

const operations = [
  CreateDestinations, ChangeDestination, DeleteDestination, FindDestinations, CreateDispatches, ChangeDispatches, DeleteDispatches, FindDispatches, FindDispatchPostbacks, ReadRegistrationSettings, TagDispatching,
  ChangeTaggedDispatches, FindNumberedPages, FindDispatchOfRegistration, BuildDispatchZip, RevokePackageKeys, AcceptDispatchLaunch, DescribeRelayState, RecordRelayAck, PopupTickets, RelayTokens, ShellSettings, EraseSeats, FindSeats, ReleaseSeat, ChangeVersionPolicy, AcceptLti11Launch, LtiCredentials, AcceptLti13Launch, BeginLti13Login, Lti13Configuration, Lti13Tickets, LtiToolKeys, OfferDeepLinks, RegisterLti13Tool,
  CheckPackage, FindLaunchTimelines, ListConfirmations, NoteLaunch, NoteRelayCall, SweepLaunchTimelines,
];
/** Formats whose results go from server to server. */
const serverSide = [LookAtDoor, NoteServerLaunch, AskLimits, KeepLmsSession, LmsSessionRepository, TellLms, FollowLmsSessions, AskHacp, PutAiccResult, AcceptAiccLaunch, AskLrs, SendCmi5Statements, AcceptCmi5Launch, FollowLink];
const parts = [
  DestinationRepository, DispatchRepository, PackageKeyRepository, SeatRepository, LaunchReport, SelectDispatches, RemoveDispatches, FollowDeletions, PackageTemplate, FillPackage,
  LearnerSeatRepository, FollowInstances, IdentifyCaller, BeginSeat, ResumeSeat, StartSeat, RegistrationProofs, LaunchLimits, LaunchAlarms, ReserveSeat, SeatCountsRepository, SeatLedgerRepository, ReleasedSeatRepository, RecountLicence, TellLicenceUse, MailLicenceUse, WipeTests, LtiRepository, LtiToolKeyRepository, PlatformKeys, VerifyLti13Launch, PostLti11Outcome, PostLti13Score, SendLtiResults,
  ConfirmationReport, LaunchTimelineRepository, TimelineBuffer,
];

@Module({
  imports: [CoursesModule, RegistrationsModule, RuntimeModule, TagsModule, TypeOrmModule.forFeature([Destination, Dispatch, PackageKey, PackageOrigin, Seat, SeatLedgerEntry, LtiNonce, LtiResult, LtiToolKey, LaunchTimeline, LaunchTimelinePart, LmsSession])],
  providers: [...parts, ...serverSide, ...operations],
  exports: [...operations, KeepLmsSession, AcceptAiccLaunch, AcceptCmi5Launch, FollowLink],
})
export class DispatchModule {}
