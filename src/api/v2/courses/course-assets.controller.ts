import { Body, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ChangeCourseFiles, type StagedFile, type VersionOfCourse } from '../../../courses/files/change-course-files';
import { FetchCourseFile } from '../../../courses/files/fetch-course-file';
import { ListCourseFiles } from '../../../courses/files/list-course-files';
import { fileNameOf } from '../../../courses/import/media.rules';
import { Config } from '../../../platform/config/config';
import { type FilePart, receiveForm } from '../../multipart';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { isoOf } from '../v2-lists';
import type { Params } from '../v2-shapes';
import { policyOf, relativePathOf, toAssetFetch, toAssetFile, toDestination, toRevision } from './asset.wire';

/** Single files of a course: of its newest version, or of the one the path names. An unknown course is told before any other fault. */
@V2Controller('courses')
export class CourseAssetsController {
  constructor(
    private readonly config: Config,
    private readonly files: ListCourseFiles,
    private readonly change: ChangeCourseFiles,
    private readonly fetch: FetchCourseFile,
  ) {}

  @Get(':courseId/asset/list')
  async list(@Caller() caller: V2Caller, @Param('courseId') courseId: string) {
    return this.listed({ ...ofCaller(caller), courseId });
  }

  @Get(':courseId/versions/:versionId/asset/list')
  async versionList(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Param('versionId', ParseIntPipe) version: number) {
    return this.listed({ ...ofCaller(caller), courseId, version });
  }

  @Get(':courseId/asset')
  async one(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Query() q: Params): Promise<StreamableFile> {
    return this.fileOf({ ...ofCaller(caller), courseId }, q);
  }

  @Get(':courseId/versions/:versionId/asset')
  async versionOne(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Param('versionId', ParseIntPipe) version: number, @Query() q: Params): Promise<StreamableFile> {
    return this.fileOf({ ...ofCaller(caller), courseId, version }, q);
  }

  @Post(':courseId/asset/upload')
  @HttpCode(200)
  async upload(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Query() q: Params, @Req() request: FastifyRequest) {
    return this.uploaded({ ...ofCaller(caller), courseId }, q, request);
  }

  @Post(':courseId/versions/:versionId/asset/upload')
  @HttpCode(200)
  async versionUpload(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Param('versionId', ParseIntPipe) version: number, @Query() q: Params, @Req() request: FastifyRequest) {
    return this.uploaded({ ...ofCaller(caller), courseId, version }, q, request);
  }

  @Post(':courseId/asset')
  @HttpCode(200)
  async fetchOne(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Query() q: Params, @Body() body: unknown) {
    return this.fetched({ ...ofCaller(caller), courseId }, q, body);
  }

  @Post(':courseId/versions/:versionId/asset')
  @HttpCode(200)
  async versionFetchOne(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Param('versionId', ParseIntPipe) version: number, @Query() q: Params, @Body() body: unknown) {
    return this.fetched({ ...ofCaller(caller), courseId, version }, q, body);
  }

  @Delete(':courseId/asset')
  @HttpCode(204)
  async delete(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Query() q: Params): Promise<void> {
    await this.removed({ ...ofCaller(caller), courseId }, q);
  }

  @Delete(':courseId/versions/:versionId/asset')
  @HttpCode(204)
  async versionDelete(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Param('versionId', ParseIntPipe) version: number, @Query() q: Params): Promise<void> {
    await this.removed({ ...ofCaller(caller), courseId, version }, q);
  }

  /** Ours: the files as they were at an earlier revision (0 is the import), as a new revision. */
  @Post(':courseId/asset/rollback')
  @HttpCode(200)
  async rollBack(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Body() body: unknown) {
    return this.rolledBack({ ...ofCaller(caller), courseId }, body);
  }

  @Post(':courseId/versions/:versionId/asset/rollback')
  @HttpCode(200)
  async versionRollBack(@Caller() caller: V2Caller, @Param('courseId') courseId: string, @Param('versionId', ParseIntPipe) version: number, @Body() body: unknown) {
    return this.rolledBack({ ...ofCaller(caller), courseId, version }, body);
  }

  private async listed(of: VersionOfCourse) {
    const { files, revision } = await this.files.all(of);
    return { files: files.map(({ path, size, modified }) => ({ path, size, modified: isoOf(modified) })), revision };
  }

  /** As bytes to be saved: a page of a course is never shown on the origin of the API. */
  private async fileOf(of: VersionOfCourse, q: Params): Promise<StreamableFile> {
    await this.change.check(of);
    const { path, size, body } = await this.files.one(of, relativePathOf(q));
    const name = encodeURIComponent(path.slice(path.lastIndexOf('/') + 1)).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
    return new StreamableFile(body(), { type: 'application/octet-stream', length: size, disposition: `attachment; filename*=UTF-8''${name}` });
  }

  private async uploaded(of: VersionOfCourse, q: Params, request: FastifyRequest) {
    await this.change.check(of);
    const policy = policyOf(q);
    const file: FilePart<StagedFile> = { field: 'file', maxBytes: this.config.maxUploadBytes, take: this.change.stage.bind(this.change), discard: this.change.discard.bind(this.change) };
    return receiveForm(request, file, async ({ taken, fileName, fields }) => {
      return toAssetFile(await this.change.put(of, taken, { destination: toDestination(fields.get('destination')), fileName, policy }), fileName);
    });
  }

  private async fetched(of: VersionOfCourse, q: Params, body: unknown) {
    await this.change.check(of);
    const policy = policyOf(q);
    const { fetchUrl, destination } = toAssetFetch(body);
    const fileName = fileNameOf(fetchUrl);
    return toAssetFile(await this.fetch.run(of, fetchUrl, { destination, fileName, policy }), fileName);
  }

  private async removed(of: VersionOfCourse, q: Params): Promise<void> {
    await this.change.check(of);
    await this.change.remove(of, relativePathOf(q));
  }

  private async rolledBack(of: VersionOfCourse, body: unknown) {
    await this.change.check(of);
    return { revision: await this.change.rollBack(of, toRevision(body)) };
  }
}

const ofCaller = ({ applicationId }: V2Caller) => ({ applicationId });
