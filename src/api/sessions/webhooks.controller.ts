import { Body, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { checkTenant } from '../../applications/tenant.rules';
import { ChangeHooks } from '../../postbacks/hooks/change-hooks';
import { SessionsController } from './sessions-controller';
import { Caller, type SessionsCaller } from './sessions-guard';
import { fromHook, hookKeyOf, toHook } from './webhook.wire';

/** Addresses that are told what happens. */
@SessionsController('webhooks')
export class WebhooksController {
  constructor(private readonly hooks: ChangeHooks) {}

  @Post()
  async create(@Caller() { applicationId }: SessionsCaller, @Body() body: unknown) {
    const { tenant, hook: wanted } = toHook(body);
    checkTenant(applicationId, tenant);
    const { hook, secret } = await this.hooks.add(applicationId, wanted);
    return fromHook(hook, secret);
  }

  @Get()
  async list(@Caller() { applicationId }: SessionsCaller) {
    return { webhooks: (await this.hooks.list(applicationId)).map((hook) => fromHook(hook)) };
  }

  @Delete(':id')
  @HttpCode(204)
  async delete(@Caller() { applicationId }: SessionsCaller, @Param('id') id: string): Promise<void> {
    await this.hooks.remove(applicationId, hookKeyOf(id));
  }
}
