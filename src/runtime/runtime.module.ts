import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApplicationsModule } from '../applications/applications.module';
import { CoursesModule } from '../courses/courses.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { SettingsModule } from '../settings/settings.module';
import { XapiModule } from '../xapi/xapi.module';
import { AnswerHacp } from './aicc/answer-hacp';
import { BeginCmi5Session } from './cmi5/begin-cmi5-session';
import { DescribeUnit } from './cmi5/describe-unit';
import { HandOutToken } from './cmi5/hand-out-token';
import { ReadLaunchData } from './cmi5/read-launch-data';
import { TakeStatements } from './cmi5/take-statements';
import { CloseSessions } from './close-sessions';
import { CommitSession } from './commit-session';
import { DescribeOverride } from './describe-override';
import { DescribeRegistration } from './describe-registration';
import { FindLaunches } from './find-launches';
import { FollowLaunchLink } from './follow-launch-link';
import { ForgetGlobalData } from './forget-global-data';
import { IssueLaunchLink } from './issue-launch-link';
import { IssuePreviewLink } from './issue-preview-link';
import { FindSessions } from './learner-sessions/find-sessions';
import { LaunchExternal } from './learner-sessions/launch-external';
import { LaunchSession } from './learner-sessions/launch-session';
import { ReviseSession } from './learner-sessions/revise-session';
import { LaunchRecord } from './launch-record.entity';
import { LaunchRecordRepository } from './launch-record.repository';
import { OpenPreview } from './open-preview';
import { OpenSession } from './open-session';
import { OverrideResult } from './override-result';
import { PlayerBoot } from './player/player-boot';
import { RenderPlayer } from './player/render-player';
import { ReadLaunchSettings } from './read-launch-settings';
import { ReadSession } from './read-session';
import { RecordLaunches } from './record-launches';
import { ReportRegistrations } from './report-registrations';
import { ResetRegistration } from './reset-registration';
import { RestartRegistration } from './restart-registration';
import { Session } from './session.entity';
import { SessionRepository } from './session.repository';
import { SessionTokens } from './session-token';
import { ProgressWaiters } from './progress-waiters';
import { TakeOverInstance } from './take-over-instance';
import { TakeOverRegistration } from './take-over-registration';
import { FindUnitLaunch } from './units/find-unit-launch';
import { LaunchUnit } from './units/launch-unit';
import { UnitLaunch } from './units/unit-launch.entity';
import { UnitLaunchRepository } from './units/unit-launch.repository';
import { UnitSecrets } from './units/unit-secrets';
import { WaitForProgress } from './wait-for-progress';

const operations = [
  SessionTokens, IssueLaunchLink, IssuePreviewLink, OpenSession, OpenPreview, FollowLaunchLink, CommitSession, ReadSession, CloseSessions, DescribeRegistration, TakeOverRegistration, TakeOverInstance, ResetRegistration, ForgetGlobalData,
  FindLaunches, ReportRegistrations, PlayerBoot, RenderPlayer, ProgressWaiters, WaitForProgress, LaunchUnit, FindUnitLaunch, AnswerHacp, HandOutToken, ReadLaunchData, TakeStatements, DescribeUnit, FindSessions, LaunchSession, LaunchExternal, ReviseSession, OverrideResult, DescribeOverride,
];

@Module({
  imports: [ApplicationsModule, CoursesModule, RegistrationsModule, SettingsModule, XapiModule, TypeOrmModule.forFeature([Session, LaunchRecord, UnitLaunch])],
  providers: [SessionRepository, ReadLaunchSettings, RestartRegistration, LaunchRecordRepository, RecordLaunches, UnitLaunchRepository, UnitSecrets, BeginCmi5Session, ...operations],
  exports: operations,
})
export class RuntimeModule {}
