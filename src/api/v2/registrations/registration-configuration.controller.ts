import { Body, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ReadRegistrationSettings } from '../../../dispatch/read-registration-settings';
import { ConfigureRegistrations } from '../../../registrations/configure-registrations';
import { toSettingChanges, toSettingList } from '../settings/settings.wire';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import type { Params } from '../v2-shapes';

@V2Controller('registrations/:registrationId')
export class RegistrationConfigurationController {
  constructor(
    private readonly settings: ReadRegistrationSettings,
    private readonly configure: ConfigureRegistrations,
  ) {}

  @Get('configuration')
  async read(@Caller() { applicationId }: V2Caller, @Param('registrationId') registrationId: string, @Query() q: Params) {
    return toSettingList(await this.settings.run({ applicationId, registrationId }), q);
  }

  @Post('configuration')
  @HttpCode(204)
  async set(@Caller() { applicationId }: V2Caller, @Param('registrationId') registrationId: string, @Body() body: unknown): Promise<void> {
    await this.configure.set({ applicationId, registrationId }, toSettingChanges(body));
  }

  @Delete('configuration/:settingId')
  @HttpCode(204)
  async clear(@Caller() { applicationId }: V2Caller, @Param('registrationId') registrationId: string, @Param('settingId') id: string): Promise<void> {
    await this.configure.clear({ applicationId, registrationId }, id);
  }

  @Get('instances/:instanceId/configuration')
  async readInstance(@Caller() { applicationId }: V2Caller, @Param('registrationId') registrationId: string, @Param('instanceId', ParseIntPipe) instance: number, @Query() q: Params) {
    return toSettingList(await this.settings.run({ applicationId, registrationId, instance }), q);
  }

  @Post('instances/:instanceId/configuration')
  @HttpCode(204)
  async setInstance(@Caller() { applicationId }: V2Caller, @Param('registrationId') registrationId: string, @Param('instanceId', ParseIntPipe) instance: number, @Body() body: unknown): Promise<void> {
    await this.configure.set({ applicationId, registrationId, instance }, toSettingChanges(body));
  }

  @Delete('instances/:instanceId/configuration/:settingId')
  @HttpCode(204)
  async clearInstance(@Caller() { applicationId }: V2Caller, @Param('registrationId') registrationId: string, @Param('instanceId', ParseIntPipe) instance: number, @Param('settingId') id: string): Promise<void> {
    await this.configure.clear({ applicationId, registrationId, instance }, id);
  }
}
