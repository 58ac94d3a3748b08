import { Get, Param, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { packageTypeUnknown } from '../../../dispatch/dispatch.failures';
import { formatOf, type PackageFormat, packageFormats } from '../../../dispatch/package/package-formats.rules';
import { BuildDispatchZip } from '../../../dispatch/package/build-dispatch-zip';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf } from '../v2-lists';
import { type Params, single, tagsOf } from '../v2-shapes';

/** SCORM_12 when nothing is said. A `cssUrl` is accepted and not used: a package loads nothing from elsewhere. */
function typeOf(type: string | string[] | undefined): PackageFormat {
  const word = String(type ?? '') || 'SCORM_12';
  const format = formatOf(word);
  if (!format) throw packageTypeUnknown(word, packageFormats);
  return format;
}

function sendAs(reply: FastifyReply, name: string): void {
  const safe = name.replace(/[^A-Za-z0-9._-]/g, '-');
  void reply.headers({ 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${safe}"`, 'cache-control': 'no-store' });
}

/** The packages to import into an LMS; each download has a key of its own. */
@V2Controller('dispatch')
export class DispatchZipsController {
  constructor(private readonly build: BuildDispatchZip) {}

  @Get('dispatches/:dispatchId/zip')
  async one(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply): Promise<StreamableFile> {
    const { name, zip } = await this.build.run(applicationId, id, typeOf(q['type']), flagOf('test', single(q['test'])));
    sendAs(reply, name);
    return new StreamableFile(zip);
  }

  @Get('destinations/:destinationId/dispatches/zip')
  async all(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply): Promise<StreamableFile> {
    const archive = await this.build.ofDestination(applicationId, id, typeOf(q['type']), tagsOf(q['tags']));
    sendAs(reply, `${id}.zip`);
    return new StreamableFile(archive);
  }
}
