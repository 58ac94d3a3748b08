import { Body, Delete, Get, HttpCode, Param, ParseIntPipe, Put, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChangeCourse } from '../../../courses/change-course';
import { DeleteCourse } from '../../../courses/delete-course';
import { type CourseQuery, type CourseRow, FindCourses } from '../../../courses/find-courses';
import { ReadCoursePackage } from '../../../courses/read-course-package';
import { parseInput } from '../../read-body';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, momentOf, orderOf, sizeOf, wordOf } from '../v2-lists';
import { type Params, single, tagsOf } from '../v2-shapes';
import { CourseViews } from './course-views';
import { titleBody } from './course.wire';

function queryOf(q: Params): CourseQuery {
  return {
    since: momentOf('since', single(q['since'])),
    until: momentOf('until', single(q['until'])),
    dateField: wordOf('datetimeFilter', single(q['datetimeFilter']), ['created', 'updated'], 'updated'),
    tags: tagsOf(q['tags']),
    filter: single(q['filter']),
    filterBy: wordOf('filterBy', single(q['filterBy']), ['course_id', 'title', 'tags'], 'course_id'),
    ...orderOf(single(q['orderBy']), ['created', 'updated', 'title'], { orderBy: 'created', direction: 'desc' }),
  };
}

@V2Controller('courses')
export class CoursesController {
  constructor(
    private readonly find: FindCourses,
    private readonly change: ChangeCourse,
    private readonly remove: DeleteCourse,
    private readonly packages: ReadCoursePackage,
    private readonly views: CourseViews,
  ) {}

  @Get()
  async list(@Caller() caller: V2Caller, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const page = await this.find.list(caller.applicationId, queryOf(q), { more: single(q['more']), size: sizeOf(q['pageSize']), withTotal: flagOf('includeTotalCount', single(q['includeTotalCount'])) });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { courses: await this.views.of(caller.applicationId, page.rows, q), more: page.more };
  }

  @Get(':courseId')
  async one(@Caller() caller: V2Caller, @Param('courseId') id: string, @Query() q: Params) {
    return (await this.views.of(caller.applicationId, [await this.find.one(caller.applicationId, id)], q, true))[0];
  }

  @Delete(':courseId')
  @HttpCode(204)
  async delete(@Caller() caller: V2Caller, @Param('courseId') id: string): Promise<void> {
    await this.remove.run(caller.applicationId, id);
  }

  @Put(':courseId/title')
  @HttpCode(204)
  async title(@Caller() caller: V2Caller, @Param('courseId') id: string, @Body() body: unknown): Promise<void> {
    await this.change.title(caller.applicationId, id, parseInput(titleBody, body).title);
  }

  /** All versions that were changed in the given time, the oldest first. */
  @Get(':courseId/versions')
  async versions(@Caller() caller: V2Caller, @Param('courseId') id: string, @Query() q: Params) {
    const [since, until] = [momentOf('since', single(q['since'])) ?? Number.NEGATIVE_INFINITY, momentOf('until', single(q['until'])) ?? Number.POSITIVE_INFINITY];
    const { course, versions } = await this.find.versions(caller.applicationId, id);
    const rows = versions.filter(({ updatedAt }) => updatedAt >= since && updatedAt <= until).map((version) => ({ course, version }));
    return { courses: await this.views.ofVersions(caller.applicationId, rows, q) };
  }

  @Get(':courseId/versions/:versionId')
  async version(@Caller() caller: V2Caller, @Param('courseId') id: string, @Param('versionId', ParseIntPipe) version: number, @Query() q: Params) {
    return (await this.views.ofVersions(caller.applicationId, [await this.find.one(caller.applicationId, id, version)], q))[0];
  }

  @Delete(':courseId/versions/:versionId')
  @HttpCode(204)
  async deleteVersion(@Caller() caller: V2Caller, @Param('courseId') id: string, @Param('versionId', ParseIntPipe) version: number): Promise<void> {
    await this.remove.version(caller.applicationId, id, version);
  }

  @Get(':courseId/zip')
  async zip(@Caller() caller: V2Caller, @Param('courseId') id: string): Promise<StreamableFile> {
    return this.fileOf(await this.find.one(caller.applicationId, id));
  }

  @Get(':courseId/versions/:versionId/zip')
  async versionZip(@Caller() caller: V2Caller, @Param('courseId') id: string, @Param('versionId', ParseIntPipe) version: number): Promise<StreamableFile> {
    return this.fileOf(await this.find.one(caller.applicationId, id, version));
  }

  private async fileOf(row: CourseRow): Promise<StreamableFile> {
    const { stream, size } = await this.packages.run(row.version.versionKey);
    return new StreamableFile(stream, { type: 'application/zip', ...(size !== undefined && { length: size }), disposition: 'attachment; filename="course.zip"' });
  }
}
