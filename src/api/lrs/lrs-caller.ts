import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import { type DescribedUnit, DescribeUnit } from '../../runtime/cmi5/describe-unit';
import { FindUnitLaunch } from '../../runtime/units/find-unit-launch';
import type { UnitLaunch } from '../../runtime/units/unit-launch.entity';
import { xapiInvalid, xapiUnauthorized } from '../../xapi/xapi.failures';

export interface LrsCaller {
  launch: UnitLaunch;
  unit: DescribedUnit;
}

/** Who asks: content of a launched unit, by Basic authorization, in a version of xAPI that is spoken here. */
@Injectable()
export class LrsCallers {
  constructor(
    private readonly launches: FindUnitLaunch,
    private readonly describe: DescribeUnit,
  ) {}

  /** Failures: xapi-unauthorized, xapi-invalid. */
  async of({ headers }: FastifyRequest): Promise<LrsCaller> {
    const version = headers['x-experience-api-version'];
    if (typeof version !== 'string' || !/^1\.0(\.\d+)?$/.test(version)) throw xapiInvalid('X-Experience-API-Version: must be 1.0.x (xAPI 1.0.3 part 3, 3.3)');
    const [, encoded = ''] = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(headers.authorization ?? '') ?? [];
    const secret = Buffer.from(encoded, 'base64').toString('utf8').replace(/^[^:]*:/, '');
    const launch = await this.launches.run('lrs-access', secret).catch((fault: unknown) => {
      throw fault instanceof Failure ? xapiUnauthorized() : fault; // a database that is away says nothing about the password
    });
    return { launch, unit: await this.describe.run(launch) };
  }
}
