import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Draining } from './draining';

/** Liveness (the process answers) and readiness (it can serve: database reached, not draining). */
@Controller()
export class HealthController {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly draining: Draining,
  ) {}

  @Get('livez')
  live() {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const database = await this.unit.run(() => this.unit.query('SELECT 1 AS one')).then(() => 'ok', () => 'unreachable');
    const good = database === 'ok' && !this.draining.started;
    await reply.code(good ? 200 : 503).send({ status: good ? 'ok' : this.draining.started ? 'draining' : 'unavailable', database });
  }
}
