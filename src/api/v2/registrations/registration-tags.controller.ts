import { Body, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { TagRegistrations } from '../../../registrations/tag-registrations';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { toBatchTags, toTags } from '../v2-shapes';

@V2Controller('registrations')
export class RegistrationTagsController {
  constructor(private readonly tagging: TagRegistrations) {}

  @Put('tags')
  @HttpCode(204)
  async tagMany(@Caller() { applicationId }: V2Caller, @Body() body: unknown): Promise<void> {
    const { ids, tags } = toBatchTags(body);
    await this.tagging.add(applicationId, ids, tags);
  }

  @Get(':registrationId/tags')
  async tags(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string) {
    return { tags: await this.tagging.read(applicationId, id) };
  }

  @Put(':registrationId/tags')
  @HttpCode(204)
  async tag(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Body() body: unknown): Promise<void> {
    await this.tagging.add(applicationId, [id], toTags(body));
  }

  @Delete(':registrationId/tags')
  @HttpCode(204)
  async untag(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Body() body: unknown): Promise<void> {
    await this.tagging.remove(applicationId, id, toTags(body));
  }
}
