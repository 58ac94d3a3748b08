import { Injectable } from '@nestjs/common';
import { StartCourseImport } from '../../../courses/import/start-course-import';
import { StageUpload } from '../../../courses/uploads/stage-upload';
import { folderNamed, isFolderName, locationMeant } from '../../../courses/uploads/uploads.rules';
import { Config } from '../../../platform/config/config';
import { receiveForm } from '../../multipart';
import type { V1Call } from '../v1-call';
import { v1, V1Refusal } from '../v1-failures';

/** The folder of the upload area that a call means. Throws a V1Refusal 205. */
export function folderOf(call: V1Call): string {
  const folder = folderNamed(call.get('pd'));
  if (!isFolderName(folder)) throw v1.wrongValue('pd', 'a name of letters, digits, - and _');
  return folder;
}

/** Throws a V1Refusal 203: some clients announce a form that has no parts. */
export function mustHaveFile({ request }: V1Call, orElse: string): void {
  if (!/^multipart\/form-data\b.*boundary=/i.test(request.headers['content-type'] ?? '')) throw new V1Refusal(203, `The file is missing; send it as a part of a multipart/form-data body${orElse}`);
}

/** What a call sends to be imported: a file that was sent ahead, named by `path`, else the first file of its own body. */
@Injectable()
export class ReceivePackage {
  constructor(
    private readonly config: Config,
    private readonly start: StartCourseImport,
    private readonly ahead: StageUpload,
  ) {}

  /** Hands the id that its job will have to `use`. Throws a V1Refusal 203, 205. Failures: upload-unknown, and those of `receiveForm` and `use`. */
  async run<T>(call: V1Call, use: (jobId: string, fileName: string | undefined) => Promise<T>): Promise<T> {
    const path = call.get('path');
    if (path) return this.sentAhead(call.applicationId, locationMeant(folderOf(call), path), use);
    mustHaveFile(call, ', or name an earlier upload by path');
    const file = { maxBytes: this.config.maxUploadBytes, take: this.start.stage.bind(this.start), discard: this.start.discard.bind(this.start) };
    return receiveForm(call.request, file, ({ taken, fileName }) => use(taken, fileName));
  }

  private async sentAhead<T>(applicationId: string, location: string, use: (jobId: string, fileName: string | undefined) => Promise<T>): Promise<T> {
    const { jobId, fileName } = await this.ahead.run(applicationId, location);
    try {
      return await use(jobId, fileName);
    } catch (error) {
      await this.start.discard(jobId);
      throw error;
    }
  }
}
