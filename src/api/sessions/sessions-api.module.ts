import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../../applications/applications.module';
import { CoursesModule } from '../../courses/courses.module';
import { PostbacksModule } from '../../postbacks/postbacks.module';
import { RuntimeModule } from '../../runtime/runtime.module';
import { RateLimitModule } from '../rate-limit.module';
import { ApiKeysController } from './api-keys.controller';
import { PackagesController } from './packages.controller';
import { ServiceController } from './service.controller';
import { SessionsGuard } from './sessions-guard';
import { LearnerSessionsController } from './sessions.controller';
import { SessionsOpenApiController } from './sessions-openapi.controller';
import { WebhooksController } from './webhooks.controller';

/** The sessions API. */
@Module({
  imports: [RateLimitModule, ApplicationsModule, CoursesModule, RuntimeModule, PostbacksModule],
  controllers: [SessionsOpenApiController, ServiceController, PackagesController, LearnerSessionsController, WebhooksController, ApiKeysController],
  providers: [SessionsGuard],
})
export class SessionsApiModule {}
