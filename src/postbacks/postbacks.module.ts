import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CoursesModule } from '../courses/courses.module';
import { DispatchModule } from '../dispatch/dispatch.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { RuntimeModule } from '../runtime/runtime.module';
import { SettingsModule } from '../settings/settings.module';
import { ComposePostbacks } from './compose-postbacks';
import { ConfigureEvents } from './events/configure-events';
import { EventReceiver } from './events/event-receiver.entity';
import { EventReceiverRepository } from './events/event-receiver.repository';
import { FindEventTargets } from './events/find-event-targets';
import { QueueEvents } from './events/queue-events';
import { FindPostbackTargets } from './find-postback-targets';
import { FindPostbacks } from './find-postbacks';
import { FollowDeletions } from './follow-deletions';
import { ChangeHooks } from './hooks/change-hooks';
import { Hook } from './hooks/hook.entity';
import { HookRepository } from './hooks/hook.repository';
import { HookSecrets } from './hooks/hook-secrets';
import { QueueHooks } from './hooks/queue-hooks';
import { HostTurns } from './host-turns';
import { PostOnce } from './post-once';
import { Postback } from './postback.entity';
import { PostbackAttempt } from './postback-attempt.entity';
import { PostbackClaims } from './postback-claims';
import { PostbackLine } from './postback-line.entity';
import { MeasurePostbacks } from './measure-postbacks';
import { PostbackBacklogReport } from './postback-backlog.report';
import { PostbackLogRepository } from './postback-log.repository';
import { PostbackRepository } from './postback.repository';
import { PostbackSecret } from './postback-secret.entity';
import { PostbackSecretRepository } from './postback-secret.repository';
import { PostbackSecrets } from './postback-secrets';
import { PrunePostbacks } from './prune-postbacks';
import { QueuePostbacks } from './queue-postbacks';
import { ReplayPostbacks } from './replay-postbacks';
import { SendPostbacks } from './send-postbacks';
import { SettlePostback } from './settle-postback';
import { TestPostback } from './test-postback';

const operations = [FindPostbacks, ReplayPostbacks, PostbackSecrets, TestPostback, ConfigureEvents, ChangeHooks];

@Module({
  imports: [CoursesModule, RegistrationsModule, RuntimeModule, DispatchModule, SettingsModule, TypeOrmModule.forFeature([Postback, PostbackAttempt, PostbackLine, PostbackSecret, EventReceiver, Hook])],
  providers: [
    PostbackRepository, PostbackLogRepository, PostbackSecretRepository, FindPostbackTargets, QueuePostbacks, EventReceiverRepository, FindEventTargets, QueueEvents, HookRepository, HookSecrets, QueueHooks, ComposePostbacks, PostbackClaims, HostTurns, PostOnce, SettlePostback, SendPostbacks, FollowDeletions, PostbackBacklogReport, MeasurePostbacks,
    PrunePostbacks, ...operations,
  ],
  exports: operations,
})
export class PostbacksModule {}
