import { Body, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { FindCourses } from '../../../courses/find-courses';
import { StartCourseImport } from '../../../courses/import/start-course-import';
import { Config } from '../../../platform/config/config';
import { parseInput } from '../../read-body';
import { receiveFile } from '../multipart';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { fetchRequest, toImportJobSchema, toNewImport } from './course.wire';

type Params = Record<string, string | undefined>;

/** Imports by upload and by URL, and how they go. */
@V2Controller('courses/importJobs')
export class ImportJobsController {
  constructor(
    private readonly config: Config,
    private readonly start: StartCourseImport,
    private readonly find: FindCourses,
  ) {}

  @Post('upload')
  @HttpCode(200)
  async upload(@Caller() caller: V2Caller, @Query() q: Params, @Req() request: FastifyRequest) {
    const input = toNewImport(caller.applicationId, q);
    await this.start.check(input);
    return { result: await receiveFile(request, 'file', this.config.maxUploadBytes, (file) => this.start.fromUpload(input, file)) };
  }

  @Post()
  @HttpCode(200)
  async fetch(@Caller() caller: V2Caller, @Query() q: Params, @Body() body: unknown) {
    return { result: await this.start.fromUrl(toNewImport(caller.applicationId, q), parseInput(fetchRequest, body).url) };
  }

  @Get(':importJobId')
  async status(@Caller() caller: V2Caller, @Param('importJobId') jobId: string) {
    return toImportJobSchema(await this.find.importJob(caller.applicationId, jobId));
  }
}
