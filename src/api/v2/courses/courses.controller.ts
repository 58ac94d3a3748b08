import { Body, Delete, Get, HttpCode, Param, ParseIntPipe, Put, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChangeCourse } from '../../../courses/change-course';
import { DeleteCourse } from '../../../courses/delete-course';
import { type CourseQuery, type CourseRow, FindCourses } from '../../../courses/find-courses';
import { ReadCoursePackage } from '../../../courses/read-course-package';
import { CountRegistrations } from '../../../registrations/count-registrations';
import { parseInput } from '../../read-body';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, momentOf, orderOf, wordOf } from '../v2-lists';
import { titleBody, toCourseSchema } from './course.wire';

type Params = Record<string, string | undefined>;

function queryOf(q: Params): CourseQuery {
  return {
    since: momentOf('since', q['since']),
    until: momentOf('until', q['until']),
    dateField: wordOf('datetimeFilter', q['datetimeFilter'], ['created', 'updated'], 'updated'),
    filter: q['filter'] || undefined,
    filterBy: wordOf('filterBy', q['filterBy'], ['course_id', 'title'], 'course_id'),
    ...orderOf(q['orderBy'], ['created', 'updated', 'title'], { orderBy: 'created', direction: 'desc' }),
  };
}

@V2Controller('courses')
export class CoursesController {
  constructor(
    private readonly find: FindCourses,
    private readonly change: ChangeCourse,
    private readonly remove: DeleteCourse,
    private readonly packages: ReadCoursePackage,
    private readonly registrations: CountRegistrations,
  ) {}

  @Get()
  async list(@Caller() caller: V2Caller, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const page = await this.find.list(caller.applicationId, queryOf(q), { more: q['more'] || undefined, withTotal: flagOf('includeTotalCount', q['includeTotalCount']) });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { courses: await this.schemasOf(page.rows, q), more: page.more };
  }

  @Get(':courseId')
  async one(@Caller() caller: V2Caller, @Param('courseId') id: string, @Query() q: Params) {
    return (await this.schemasOf([await this.find.one(caller.applicationId, id)], q))[0];
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

  @Get(':courseId/versions')
  async versions(@Caller() caller: V2Caller, @Param('courseId') id: string, @Query() q: Params) {
    const { course, versions } = await this.find.versions(caller.applicationId, id);
    return { courses: await this.schemasOf(versions.map((version) => ({ course, version })), q) };
  }

  @Get(':courseId/versions/:versionId')
  async version(@Caller() caller: V2Caller, @Param('courseId') id: string, @Param('versionId', ParseIntPipe) version: number, @Query() q: Params) {
    return (await this.schemasOf([await this.find.one(caller.applicationId, id, version)], q))[0];
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
    return new StreamableFile(stream, { type: 'application/zip', length: size, disposition: 'attachment; filename="course.zip"' });
  }

  private async schemasOf(rows: CourseRow[], q: Params) {
    const metadata = flagOf('includeCourseMetadata', q['includeCourseMetadata']);
    const counts = flagOf('includeRegistrationCount', q['includeRegistrationCount']) ? await this.registrations.ofCourses(rows.map((row) => row.course.courseKey)) : undefined;
    return rows.map((row) => toCourseSchema(row, { metadata, registrationCount: counts && (counts.get(row.course.courseKey) ?? 0) }));
  }
}
