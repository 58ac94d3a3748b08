import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { randomSecret } from '../platform/random-ids';
import { SignedTokens } from '../platform/signed-token';
import { AttachTags, type TagsToAttach } from '../registrations/attach-tags';
import { FindRegistrations } from '../registrations/find-registrations';
import { launchExpiryInvalid } from './runtime.failures';
import type { LaunchValue } from './session.entity';

export interface LaunchLinkOptions {
  /** Life of the unused link in seconds, 10 to 300. */
  expiry: number;
  /** A URL, one of the words closer, blank, message, or empty. */
  redirectOnExitUrl: string;
  tracking: boolean;
  startActivityId?: string;
  lang?: string;
  /** Kept with the launch and shown in its history. */
  values?: LaunchValue[];
  /** Attached when the link is made. */
  tags?: TagsToAttach;
}
interface LinkedInstance {
  applicationId: string;
  registrationKey: string;
  instanceKey: string;
  versionKey: string;
}
export interface LaunchClaims {
  a: string;
  r: string;
  i: string;
  v: string;
  /** Id of the link: opening it again within its life leads to the same session. */
  n: string;
  x: string;
  t: 0 | 1;
  c?: string;
  l?: string;
  p?: LaunchValue[];
}

/** A short-lived link that opens a registration in a browser without further credentials. */
@Injectable()
export class IssueLaunchLink {
  constructor(
    private readonly config: Config,
    private readonly tokens: SignedTokens,
    private readonly unit: UnitOfWork,
    private readonly registrations: FindRegistrations,
    private readonly attach: AttachTags,
  ) {}

  /** Failures: registration-unknown, launch-expiry-invalid. */
  async run(applicationId: string, registrationId: string, options: LaunchLinkOptions): Promise<string> {
    if (!Number.isInteger(options.expiry) || options.expiry < 10 || options.expiry > 300) throw launchExpiryInvalid();
    const found = await this.unit.run(async () => {
      const row = await this.registrations.one(applicationId, registrationId);
      if (options.tags) await this.attach.run({ applicationId, registrationKey: row.registration_key, courseKey: row.course_key, learnerId: row.learner_id }, options.tags);
      return row;
    });
    return this.to({ applicationId, registrationKey: found.registration_key, instanceKey: found.instance_key, versionKey: found.version_key }, options).link;
  }

  /** The link to an instance that is known already, and its token; asks no database. */
  to(place: LinkedInstance, options: Omit<LaunchLinkOptions, 'tags'>): { link: string; token: string } {
    const claims: LaunchClaims = {
      a: place.applicationId, r: place.registrationKey, i: place.instanceKey, v: place.versionKey, n: randomSecret(12), x: options.redirectOnExitUrl, t: options.tracking ? 1 : 0,
      c: options.startActivityId, l: options.lang, p: options.values,
    };
    const token = this.tokens.sign('launch', claims, options.expiry);
    return { link: `${this.config.publicUrl}/launch/${token}`, token };
  }
}
