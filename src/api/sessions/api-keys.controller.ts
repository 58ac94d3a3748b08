import { Body, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ChangeApiKeys } from '../../applications/change-api-keys';
import { CreateApiKey } from '../../applications/create-api-key';
import { checkTenant } from '../../applications/tenant.rules';
import { invalidInput } from '../../platform/failure';
import { fromKey, toNewKey } from './api-key.wire';
import { SessionsController } from './sessions-controller';
import { Caller, type SessionsCaller } from './sessions-guard';
import { given, type Params } from './sessions-shapes';

/** Whose keys are meant: those of the key's own tenant; application management names one. */
function tenantOf({ key, applicationId }: SessionsCaller, named: string | null | undefined): string {
  if (key) checkTenant(applicationId, named);
  else if (!named) throw invalidInput('tenant_id', 'is required: the id of an application');
  return key ? applicationId : (named ?? '');
}

/** The keys of this API. */
@SessionsController('admin/api-keys')
export class ApiKeysController {
  constructor(
    private readonly make: CreateApiKey,
    private readonly keys: ChangeApiKeys,
  ) {}

  @Post()
  async create(@Caller() caller: SessionsCaller, @Body() body: unknown) {
    const { tenant, key: wanted } = toNewKey(body);
    const { key, text } = await this.make.run(tenantOf(caller, tenant), wanted);
    return fromKey(key, text);
  }

  @Get()
  async list(@Caller() caller: SessionsCaller, @Query() q: Params) {
    return { api_keys: (await this.keys.list(tenantOf(caller, given(q, 'tenant_id')))).map((key) => fromKey(key)) };
  }

  @Delete(':id')
  @HttpCode(204)
  async revoke(@Caller() caller: SessionsCaller, @Param('id') id: string, @Query() q: Params): Promise<void> {
    await this.keys.revoke(tenantOf(caller, given(q, 'tenant_id')), id);
  }
}
