import { Body, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ConfigureCourses } from '../../../courses/configure-courses';
import { toSettingChanges, toSettingList } from '../settings/settings.wire';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import type { Params } from '../v2-shapes';

@V2Controller('courses/:courseId')
export class CourseConfigurationController {
  constructor(private readonly configure: ConfigureCourses) {}

  @Get('configuration')
  async read(@Caller() { applicationId }: V2Caller, @Param('courseId') courseId: string, @Query() q: Params) {
    return toSettingList(await this.configure.read({ applicationId, courseId }), q);
  }

  @Post('configuration')
  @HttpCode(204)
  async set(@Caller() { applicationId }: V2Caller, @Param('courseId') courseId: string, @Body() body: unknown): Promise<void> {
    await this.configure.set({ applicationId, courseId }, toSettingChanges(body));
  }

  @Delete('configuration/:settingId')
  @HttpCode(204)
  async clear(@Caller() { applicationId }: V2Caller, @Param('courseId') courseId: string, @Param('settingId') id: string): Promise<void> {
    await this.configure.clear({ applicationId, courseId }, id);
  }

  @Get('versions/:versionId/configuration')
  async readVersion(@Caller() { applicationId }: V2Caller, @Param('courseId') courseId: string, @Param('versionId', ParseIntPipe) version: number, @Query() q: Params) {
    return toSettingList(await this.configure.read({ applicationId, courseId, version }), q);
  }

  @Post('versions/:versionId/configuration')
  @HttpCode(204)
  async setVersion(@Caller() { applicationId }: V2Caller, @Param('courseId') courseId: string, @Param('versionId', ParseIntPipe) version: number, @Body() body: unknown): Promise<void> {
    await this.configure.set({ applicationId, courseId, version }, toSettingChanges(body));
  }

  @Delete('versions/:versionId/configuration/:settingId')
  @HttpCode(204)
  async clearVersion(@Caller() { applicationId }: V2Caller, @Param('courseId') courseId: string, @Param('versionId', ParseIntPipe) version: number, @Param('settingId') id: string): Promise<void> {
    await this.configure.clear({ applicationId, courseId, version }, id);
  }
}
