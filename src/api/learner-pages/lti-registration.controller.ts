import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RegisterLti13Tool, registrationFault } from '../../dispatch/lti/register-lti13-tool';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { formOf } from './learner-form';
import { type LearnerPage, LearnerPages } from './learner-pages';
import { registeredPage, registrationFailedPage, registrationPage } from './lti-pages';

const longest = 8000;
const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, longest) : '');

/** Where the administrator of a platform comes to with an invitation. A GET changes nothing: link scanners come too. */
@Controller('lti/1.3/register/:token')
@UseFilters(LearnerFailuresFilter)
export class LtiRegistrationController {
  constructor(
    private readonly register: RegisterLti13Tool,
    private readonly pages: LearnerPages,
  ) {}

  @Get()
  async ask(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.guarded(request, reply, () => this.question(token, request.query as Record<string, unknown>, request.id));
  }

  @Post()
  async run(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = formOf(request);
    await this.guarded(request, reply, async () => {
      if (form['show'] === 'form') return this.question(token, form, request.id); // the same in another language
      const { issuer } = await this.register.run(token, { openIdConfiguration: text(form['openid_configuration']), registrationToken: text(form['registration_token']) });
      return registeredPage(issuer);
    });
  }

  private async question(token: string, said: Record<string, unknown>, reference: string): Promise<LearnerPage> {
    const { name } = await this.register.read(token);
    const openIdConfiguration = text(said['openid_configuration']);
    if (!/^https?:\/\//i.test(openIdConfiguration) || !URL.canParse(openIdConfiguration)) return registrationFailedPage('Enter this address in the learning platform, as a tool registration; the platform opens it with what it says of itself.', reference);
    return registrationPage({ token, destination: name, openIdConfiguration, registrationToken: text(said['registration_token']), origin: new URL(openIdConfiguration).origin });
  }

  private async guarded(request: FastifyRequest, reply: FastifyReply, make: () => Promise<LearnerPage>): Promise<void> {
    const page = await make().catch((fault: unknown) => {
      const reason = registrationFault(fault);
      if (reason === undefined) throw fault;
      return registrationFailedPage(reason, request.id);
    });
    await this.pages.send(request, reply, page);
  }
}
