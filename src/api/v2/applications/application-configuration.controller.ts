import { Body, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ConfigureApplication } from '../../../settings/configure-application';
import { standardOf, toSettingChanges, toSettingList } from '../settings/settings.wire';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import type { Params } from '../v2-shapes';

@V2Controller('appManagement/configuration')
export class ApplicationConfigurationController {
  constructor(private readonly configure: ConfigureApplication) {}

  @Get()
  async read(@Caller() caller: V2Caller, @Query() q: Params) {
    return toSettingList(await this.configure.read(caller.applicationId, standardOf(q)), q);
  }

  @Post()
  @HttpCode(204)
  async set(@Caller() caller: V2Caller, @Body() body: unknown, @Query() q: Params): Promise<void> {
    await this.configure.set(caller.applicationId, toSettingChanges(body), standardOf(q));
  }

  @Delete(':settingId')
  @HttpCode(204)
  async clear(@Caller() caller: V2Caller, @Param('settingId') id: string, @Query() q: Params): Promise<void> {
    await this.configure.clear(caller.applicationId, id, standardOf(q));
  }
}
