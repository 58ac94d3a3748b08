import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CoursesModule } from '../courses/courses.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { CloseSessions } from './close-sessions';
import { CommitSession } from './commit-session';
import { DescribeRegistration } from './describe-registration';
import { FollowLaunchLink } from './follow-launch-link';
import { IssueLaunchLink } from './issue-launch-link';
import { OpenPreview } from './open-preview';
import { OpenSession } from './open-session';
import { PlayerBoot } from './player/player-boot';
import { RenderPlayer } from './player/render-player';
import { ReadSession } from './read-session';
import { Session } from './session.entity';
import { SessionRepository } from './session.repository';
import { SessionTokens } from './session-token';

const operations = [SessionTokens, IssueLaunchLink, OpenSession, OpenPreview, FollowLaunchLink, CommitSession, ReadSession, DescribeRegistration, PlayerBoot, RenderPlayer];

@Module({
  imports: [CoursesModule, RegistrationsModule, TypeOrmModule.forFeature([Session])],
  providers: [SessionRepository, CloseSessions, ...operations],
  exports: operations,
})
export class RuntimeModule {}
