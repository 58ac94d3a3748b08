import { Injectable } from '@nestjs/common';
import { stagedPackage, stagedVersion } from '../course-files.rules';
import { BuildMediaCourse } from './build-media-course';
import type { ImportJob } from './import-job.entity';
import { UnpackCourse, type UnpackedCourse, type UnpackOptions } from './unpack-course';

/** Makes the files of a version from what was staged: a package is unpacked, a media file gets a course around it. */
@Injectable()
export class PrepareVersion {
  constructor(
    private readonly unpack: UnpackCourse,
    private readonly media: BuildMediaCourse,
  ) {}

  /** Failures: archive-refused, package-refused. */
  run({ jobId, courseId, media, sourceUrl }: ImportJob, options: UnpackOptions): Promise<UnpackedCourse> {
    const [packageKey, target] = [stagedPackage(jobId), stagedVersion(jobId)];
    if (!media) return this.unpack.run(packageKey, target, options);
    return this.media.run(media, { courseId, ...(media.isReference && sourceUrl ? { url: sourceUrl } : { stored: packageKey }) }, target);
  }
}
