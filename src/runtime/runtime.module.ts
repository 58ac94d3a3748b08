import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CoursesModule } from '../courses/courses.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { SettingsModule } from '../settings/settings.module';
import { CloseSessions } from './close-sessions';
import { CommitSession } from './commit-session';
import { DescribeRegistration } from './describe-registration';
import { FindLaunches } from './find-launches';
import { FollowLaunchLink } from './follow-launch-link';
import { ForgetGlobalData } from './forget-global-data';
import { IssueLaunchLink } from './issue-launch-link';
import { IssuePreviewLink } from './issue-preview-link';
import { LaunchRecord } from './launch-record.entity';
import { LaunchRecordRepository } from './launch-record.repository';
import { OpenPreview } from './open-preview';
import { OpenSession } from './open-session';
import { PlayerBoot } from './player/player-boot';
import { RenderPlayer } from './player/render-player';
import { ReadLaunchSettings } from './read-launch-settings';
import { ReadSession } from './read-session';
import { RecordLaunches } from './record-launches';
import { ResetRegistration } from './reset-registration';
import { RestartRegistration } from './restart-registration';
import { Session } from './session.entity';
import { SessionRepository } from './session.repository';
import { SessionTokens } from './session-token';
import { TakeOverRegistration } from './take-over-registration';

const operations = [
  SessionTokens, IssueLaunchLink, IssuePreviewLink, OpenSession, OpenPreview, FollowLaunchLink, CommitSession, ReadSession, CloseSessions, DescribeRegistration, TakeOverRegistration, ResetRegistration, ForgetGlobalData,
  FindLaunches, PlayerBoot, RenderPlayer,
];

@Module({
  imports: [CoursesModule, RegistrationsModule, SettingsModule, TypeOrmModule.forFeature([Session, LaunchRecord])],
  providers: [SessionRepository, ReadLaunchSettings, RestartRegistration, LaunchRecordRepository, RecordLaunches, ...operations],
  exports: operations,
})
export class RuntimeModule {}
