import { Body, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { TagCourses } from '../../../courses/tag-courses';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { toBatchTags, toTags } from '../v2-shapes';

/** Tags of courses, one by one and many at once. */
@V2Controller('courses')
export class CourseTagsController {
  constructor(private readonly tags: TagCourses) {}

  @Put('tags')
  @HttpCode(204)
  async addToMany(@Caller() caller: V2Caller, @Body() body: unknown): Promise<void> {
    const { ids, tags } = toBatchTags(body);
    await this.tags.add(caller.applicationId, ids, tags);
  }

  @Get(':courseId/tags')
  async read(@Caller() caller: V2Caller, @Param('courseId') id: string) {
    return { tags: await this.tags.read(caller.applicationId, id) };
  }

  @Put(':courseId/tags')
  @HttpCode(204)
  async add(@Caller() caller: V2Caller, @Param('courseId') id: string, @Body() body: unknown): Promise<void> {
    await this.tags.add(caller.applicationId, [id], toTags(body));
  }

  @Delete(':courseId/tags')
  @HttpCode(204)
  async delete(@Caller() caller: V2Caller, @Param('courseId') id: string, @Body() body: unknown): Promise<void> {
    await this.tags.remove(caller.applicationId, id, toTags(body));
  }
}
