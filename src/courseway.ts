import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module';
import { makeHttpServer } from './api/http-server';
import { measureRequests } from './api/metrics/measure-requests';
import { refuseHalfRestored } from './platform/backup/half-restored';
import type { Config } from './platform/config/config';
import { Metrics } from './platform/metrics/metrics';
import { PinoNestLogger, makeLogger } from './platform/log/pino-logger';

/** Builds the application and listens. `close()` on the answer drains it. */
export async function startCourseway(config: Config): Promise<NestFastifyApplication> {
  refuseHalfRestored(config.dataDir);
  const logger = makeLogger(config.logLevel, config.logFormat);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config), makeHttpServer(config, logger), {
    logger: new PinoNestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  measureRequests(app.getHttpAdapter().getInstance() as unknown as FastifyInstance, app.get(Metrics, { strict: false }));
  await app.listen(config.port, config.host);
  return app;
}
