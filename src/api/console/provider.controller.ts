import { Controller, Get, Logger, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignInByProvider } from '../../administrators/sign-in-by-provider';
import { Config } from '../../platform/config/config';
import { Failure } from '../../platform/failure';
import { ConsoleCookie } from '../console-cookie';
import { answerToFault, logFault } from '../unhandled-failures.filter';
import { browserOf } from './browser-of';
import { toWayBack } from './console.wire';
import { ProviderCookie } from './provider-cookie';

/** Anybody can cause these as often as they like. */
const unlogged = new Set(['provider-off', 'provider-stale', 'sign-in-locked']);

/** To the OpenID provider and back. People follow these addresses, so faults lead to the sign-in page, which tells them. */
@Controller('console/provider')
export class ProviderController {
  private readonly log = new Logger('Console');

  constructor(
    private readonly config: Config,
    private readonly signIn: SignInByProvider,
    private readonly kept: ProviderCookie,
    private readonly cookie: ConsoleCookie,
  ) {}

  /** The provider sends people back to PUBLIC_URL, so they must leave from there, with its cookie. */
  @Get('sign-in')
  async begin(@Query('then') asked: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { publicUrl } = this.config;
    const then = toWayBack(asked, publicUrl);
    if (request.headers.host !== new URL(publicUrl).host) return this.lead(reply, `${publicUrl}/console/provider/sign-in?then=${encodeURIComponent(then)}`);
    try {
      const { address, kept } = await this.signIn.begin(then);
      this.kept.set(reply, kept);
      this.lead(reply, address);
    } catch (fault) {
      this.refuse(fault, then, request, reply);
    }
  }

  @Get('back')
  async back(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const kept = this.kept.of(request);
    const then = this.signIn.wanted(kept) ?? '/console';
    this.kept.clear(reply);
    try {
      this.cookie.set(reply, await this.signIn.finish(/\?.*$/.exec(request.url)?.[0] ?? '', kept, browserOf(request)));
      this.lead(reply, this.config.publicUrl + then);
    } catch (fault) {
      this.refuse(fault, then, request, reply);
    }
  }

  private lead(reply: FastifyReply, address: string): void {
    void reply.code(303).headers({ location: address, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).send();
  }

  private refuse(fault: unknown, then: string, { id: reference }: FastifyRequest, reply: FastifyReply): void {
    const { code } = fault instanceof Failure ? fault : answerToFault(fault);
    if (!(fault instanceof Failure)) logFault(this.log, fault, reference);
    else if (!unlogged.has(code)) this.log.warn(`[${reference}] sign-in by the provider: ${code} ${fault.details['why'] ?? ''}`);
    this.lead(reply, `${this.config.publicUrl}/console/sign-in?${new URLSearchParams({ refused: code, reference, then })}`);
  }
}
