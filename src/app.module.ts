import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ConsoleApiModule } from './api/console/console-api.module';
import { ContentApiModule } from './api/content/content-api.module';
import { CoursePagesModule } from './api/course-pages/course-pages.module';
import { DocsController } from './api/docs/docs.controller';
import { Draining } from './api/health/draining';
import { DoctorController } from './api/health/doctor.controller';
import { HealthController } from './api/health/health.controller';
import { MetricsController } from './api/metrics/metrics.controller';
import { UnhandledFailuresFilter } from './api/unhandled-failures.filter';
import { DiagnosisPagesModule } from './api/diagnosis-pages/diagnosis-pages.module';
import { LrsApiModule } from './api/lrs/lrs-api.module';
import { HacpApiModule } from './api/hacp/hacp-api.module';
import { LearnerPagesModule } from './api/learner-pages/learner-pages.module';
import { MailboxModule } from './api/mailbox/mailbox.module';
import { PlayerApiModule } from './api/player/player-api.module';
import { RelayApiModule } from './api/relay/relay-api.module';
import { ReportPagesModule } from './api/report-pages/report-pages.module';
import { SessionsApiModule } from './api/sessions/sessions-api.module';
import { V1ApiModule } from './api/v1/v1-api.module';
import { V2ApiModule } from './api/v2/v2-api.module';
import { ApplicationsModule } from './applications/applications.module';
import type { Config } from './platform/config/config';
import { PlatformModule } from './platform/platform.module';

/** The one list of features and edges. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.with(config), ApplicationsModule, V1ApiModule, V2ApiModule, LearnerPagesModule, ReportPagesModule, CoursePagesModule, DiagnosisPagesModule, PlayerApiModule, ContentApiModule, HacpApiModule, LrsApiModule, RelayApiModule, MailboxModule, SessionsApiModule, ConsoleApiModule],
      controllers: [HealthController, DocsController, DoctorController, MetricsController],
      providers: [Draining, { provide: APP_FILTER, useClass: UnhandledFailuresFilter }],
    };
  }
}
