import { Body, Get, HttpCode, type OnModuleInit, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { FindCourses } from '../../../courses/find-courses';
import { PostImportResult } from '../../../courses/import/post-import-result';
import { StartCourseImport } from '../../../courses/import/start-course-import';
import { Config } from '../../../platform/config/config';
import { receiveForm } from '../../multipart';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import type { Params } from '../v2-shapes';
import { toImportJobSchema } from './course.wire';
import { type ImportByUrl, toFetchImport, toImportWithoutUpload, toNewImport, toUploadedMedia, uploadedKind } from './import.wire';

/** Imports by upload, by URL and by reference, and how they go. */
@V2Controller('courses/importJobs')
export class ImportJobsController implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly start: StartCourseImport,
    private readonly find: FindCourses,
    private readonly postBacks: PostImportResult,
  ) {}

  onModuleInit(): void {
    this.postBacks.describeWith(toImportJobSchema);
  }

  @Post('upload')
  @HttpCode(200)
  async upload(@Caller() caller: V2Caller, @Query() q: Params, @Req() request: FastifyRequest) {
    const input = toNewImport(caller.applicationId, q);
    const kind = uploadedKind(request.headers['uploadedcontenttype']);
    await this.start.check(input);
    const file = { field: 'file', maxBytes: this.config.maxUploadBytes, take: this.start.stage.bind(this.start), discard: this.start.discard.bind(this.start) };
    return {
      result: await receiveForm(request, file, ({ taken, fileName, fields }) => this.start.fromUpload({ ...input, media: toUploadedMedia(kind, fileName, fields.get('contentMetadata')) }, taken)),
    };
  }

  @Post()
  @HttpCode(200)
  async fetch(@Caller() caller: V2Caller, @Query() q: Params, @Body() body: unknown) {
    return this.byUrl(caller, q, toFetchImport(body));
  }

  @Post('noUpload')
  @HttpCode(200)
  async noUpload(@Caller() caller: V2Caller, @Query() q: Params, @Body() body: unknown) {
    return this.byUrl(caller, q, toImportWithoutUpload(body));
  }

  @Get(':importJobId')
  async status(@Caller() caller: V2Caller, @Param('importJobId') jobId: string) {
    return toImportJobSchema(await this.find.importJob(caller.applicationId, jobId));
  }

  private async byUrl(caller: V2Caller, q: Params, { url, media }: ImportByUrl) {
    return { result: await this.start.fromUrl({ ...toNewImport(caller.applicationId, q), media }, url) };
  }
}
