import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangeSettings } from './change-settings';
import { ConfigureApplication } from './configure-application';
import { ForgetSettings } from './forget-settings';
import { ReadEffectiveSettings } from './read-effective-settings';
import { Setting } from './setting.entity';
import { SettingRepository } from './setting.repository';

@Module({
  imports: [TypeOrmModule.forFeature([Setting])],
  providers: [SettingRepository, ForgetSettings, ReadEffectiveSettings, ChangeSettings, ConfigureApplication],
  exports: [ReadEffectiveSettings, ChangeSettings, ConfigureApplication],
})
export class SettingsModule {}
