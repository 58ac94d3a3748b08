import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock } from './clock';
import { Config } from './config/config';
import { dataSourceOptions, openDataSource } from './database/data-source';
import { MoreTokens } from './database/page-of-rows';
import { QueryCounter } from './database/query-counter';
import { UnitOfWork } from './database/unit-of-work';
import { OutgoingHttp } from './http-client/outgoing-http';
import { PublishedKeys } from './http-client/published-keys';
import { AnswerOnce } from './idempotency/answer-once';
import { AnsweredRequest } from './idempotency/answered-request.entity';
import { AnsweredRequestRepository } from './idempotency/answered-request.repository';
import { JobQueue } from './jobs/job-queue';
import { JobRunner } from './jobs/job-runner';
import { JobSignals } from './jobs/job-signals';
import { Job } from './jobs/job.entity';
import { ComposeMails } from './mail/compose-mails';
import { FindKeptMails } from './mail/find-kept-mails';
import { ForgetAnswers } from './idempotency/forget-answers';
import { ForgetMails } from './mail/forget-mails';
import { KeptMail } from './mail/kept-mail.entity';
import { KeptMailTransport } from './mail/kept-mail-transport';
import { MailClaims } from './mail/mail-claims';
import { MailQueue } from './mail/mail-queue';
import { MailRate } from './mail/mail-rate';
import { MailSuppression } from './mail/mail-suppression.entity';
import { MailSuppressions } from './mail/mail-suppressions';
import { MailTransport } from './mail/mail-transport';
import { PruneKeptMails } from './mail/prune-kept-mails';
import { Mail } from './mail/mail.entity';
import { SendQueuedMails } from './mail/send-queued-mails';
import { SettleMails } from './mail/settle-mails';
import { SmtpMailTransport } from './mail/smtp-mail-transport';
import { MeasureBacklog } from './metrics/measure-backlog';
import { Metrics } from './metrics/metrics';
import { OpenIdProvider } from './oidc/openid-provider';
import { DeliverOutboxEvents } from './outbox/deliver-outbox-events';
import { Outbox } from './outbox/outbox';
import { OutboxEvent } from './outbox/outbox-event.entity';
import { NodeSignals } from './redis/node-signals';
import { SharedLimits } from './redis/shared-limits';
import { SharedRedis } from './redis/shared-redis';
import { SealedTexts } from './sealed-texts';
import { SignedTokens } from './signed-token';
import { DiskFileStorage } from './storage/disk-file-storage';
import { FileStorage } from './storage/file-storage';
import { S3FileStorage } from './storage/s3-file-storage';
import { Upkeep } from './upkeep';
import { Tracing } from './tracing/tracing';
import { Templates } from './templates/templates';

const plugs = [Clock, SealedTexts, SignedTokens, UnitOfWork, MoreTokens, Outbox, DeliverOutboxEvents, JobQueue, JobRunner, OutgoingHttp, PublishedKeys, OpenIdProvider, Templates, MailQueue, MailSuppressions, FindKeptMails, ForgetMails, PruneKeptMails, AnswerOnce, Upkeep, Metrics, NodeSignals, SharedLimits];
const inside = [AnsweredRequestRepository, ForgetAnswers, MeasureBacklog];
const mailWorker = [MailRate, MailClaims, ComposeMails, SettleMails, SendQueuedMails];
const mailTransport = {
  provide: MailTransport,
  useFactory: (config: Config, unit: UnitOfWork, clock: Clock) => (config.smtp ? new SmtpMailTransport(config.smtp, config) : new KeptMailTransport(unit, clock, config)),
  inject: [Config, UnitOfWork, Clock],
};
const fileStorage = { provide: FileStorage, useFactory: (config: Config) => (config.storage ? S3FileStorage.open(config.storage, config) : new DiskFileStorage(config)), inject: [Config] };
const tracing = { provide: Tracing, useFactory: (config: Config) => Tracing.open(config), inject: [Config] };
const redis = [
  { provide: SharedRedis, useFactory: (config: Config) => SharedRedis.open(config), inject: [Config] },
  { provide: JobSignals, useFactory: (shared: SharedRedis) => JobSignals.open(shared), inject: [SharedRedis] },
];

/** Floor 0: the plugs every feature stands on. */
@Global()
@Module({})
export class PlatformModule {
  static with(config: Config): DynamicModule {
    const counter = new QueryCounter();
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: async () => ({ ...(await dataSourceOptions(config, counter)), autoLoadEntities: true, retryAttempts: 0 }), // openDataSource waits by itself where waiting helps
          dataSourceFactory: (options) => openDataSource(options ?? { type: 'better-sqlite3', database: ':memory:' }),
        }),
        TypeOrmModule.forFeature([Job, OutboxEvent, Mail, KeptMail, MailSuppression, AnsweredRequest]),
      ],
      providers: [{ provide: Config, useValue: config }, { provide: QueryCounter, useValue: counter }, fileStorage, mailTransport, tracing, ...redis, ...plugs, ...inside, ...mailWorker],
      exports: [Config, QueryCounter, FileStorage, ...plugs],
    };
  }
}
