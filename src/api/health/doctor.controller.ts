import { Controller, Get, Headers, NotFoundException, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config';
import { type SeenRequest, doctorPurpose } from '../../platform/doctor/look-at-own-address';
import { SignedTokens } from '../../platform/signed-token';

/** Tells the operator's doctor how its request arrived here; to anybody else there is nothing. */
@Controller()
export class DoctorController {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly config: Config,
  ) {}

  @Get('doctor')
  seen(@Req() request: FastifyRequest, @Headers('authorization') authorization = ''): SeenRequest {
    if (typeof this.tokens.verify(doctorPurpose, authorization.replace(/^Bearer /, '')) === 'string') throw new NotFoundException();
    return { host: request.headers.host ?? '', isForwarded: request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined, trustsProxy: this.config.trustProxy };
  }
}
