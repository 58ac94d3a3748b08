import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { Config } from '../platform/config/config';
import { randomSecret } from '../platform/random-ids';
import { SignedTokens } from '../platform/signed-token';
import type { LaunchClaims } from './issue-launch-link';
import { launchExpiryInvalid } from './runtime.failures';

export interface PreviewOptions {
  /** Life of the unused link in seconds, 10 to 300. */
  expiry: number;
  /** A URL, one of the words closer, blank, message, or empty. */
  redirectOnExitUrl: string;
  startActivityId?: string;
  lang?: string;
}

/** A short-lived link that opens a course without a registration; nothing that happens there is stored. */
@Injectable()
export class IssuePreviewLink {
  constructor(
    private readonly config: Config,
    private readonly tokens: SignedTokens,
    private readonly courses: FindCourses,
  ) {}

  /** Failures: course-unknown, course-version-unknown, launch-expiry-invalid. */
  async run(of: { applicationId: string; courseId: string; version?: number }, options: PreviewOptions): Promise<string> {
    if (!Number.isInteger(options.expiry) || options.expiry < 10 || options.expiry > 300) throw launchExpiryInvalid();
    const { versionKey } = await this.courses.version(of.applicationId, of.courseId, of.version);
    const claims: LaunchClaims = {
      a: of.applicationId, r: '', i: '', v: versionKey, n: randomSecret(12), x: options.redirectOnExitUrl, t: 0, c: options.startActivityId, l: options.lang,
    };
    return `${this.config.publicUrl}/launch/${this.tokens.sign('launch', claims, options.expiry)}`;
  }
}
