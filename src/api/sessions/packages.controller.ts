import { Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { checkTenant } from '../../applications/tenant.rules';
import { DeleteCourse } from '../../courses/delete-course';
import { FindPackages } from '../../courses/find-packages';
import { UploadPackage } from '../../courses/import/upload-package';
import { Config } from '../../platform/config/config';
import { receiveForm } from '../multipart';
import { fromPackage, toUpload } from './package.wire';
import { SessionsController } from './sessions-controller';
import { Caller, type SessionsCaller } from './sessions-guard';
import { pageOf, type Params } from './sessions-shapes';

/** Packages: uploaded, told and deleted. */
@SessionsController('packages')
export class PackagesController {
  constructor(
    private readonly config: Config,
    private readonly uploads: UploadPackage,
    private readonly find: FindPackages,
    private readonly remove: DeleteCourse,
  ) {}

  @Post()
  upload(@Caller() caller: SessionsCaller, @Req() request: FastifyRequest) {
    return this.receive(caller, request);
  }

  /** The same by its later name. */
  @Post('upload')
  uploadHere(@Caller() caller: SessionsCaller, @Req() request: FastifyRequest) {
    return this.receive(caller, request);
  }

  @Get()
  async list(@Caller() { applicationId }: SessionsCaller, @Query() q: Params) {
    const { rows, more } = await this.find.list(applicationId, pageOf(q));
    return { packages: rows.map((course) => fromPackage({ applicationId, publicUrl: this.config.publicUrl }, course.course.id, { course })), next_cursor: more ?? null };
  }

  @Get(':id')
  async one(@Caller() { applicationId }: SessionsCaller, @Param('id') id: string) {
    return this.told(applicationId, id);
  }

  @Delete(':id')
  @HttpCode(204)
  async delete(@Caller() { applicationId }: SessionsCaller, @Param('id') id: string): Promise<void> {
    await this.remove.run(applicationId, id);
  }

  private async receive({ applicationId }: SessionsCaller, request: FastifyRequest) {
    const file = { field: 'file', maxBytes: this.config.maxUploadBytes, take: this.uploads.stage.bind(this.uploads), discard: this.uploads.discard.bind(this.uploads) };
    const id = await receiveForm(request, file, ({ taken, fields }) => {
      const { tenant_id: tenant, package_id: packageId } = toUpload(fields);
      checkTenant(applicationId, tenant);
      return this.uploads.run(applicationId, packageId ?? undefined, taken);
    });
    return this.told(applicationId, id);
  }

  private async told(applicationId: string, id: string) {
    return fromPackage({ applicationId, publicUrl: this.config.publicUrl }, id, await this.find.one(applicationId, id));
  }
}
