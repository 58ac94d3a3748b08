import { z } from 'zod';
import type { TagsToAttach } from '../../../registrations/attach-tags';
import type { NewRegistration } from '../../../registrations/create-registration';
import { parseInput } from '../../read-body';
import { callerId } from '../../caller-id';
import { withEarlierState } from './earlier-registration.wire';
import { initialSettings } from '../settings/settings.wire';
import { launchAuth, plain, postBack, tagWords } from '../v2-shapes';

const name = plain(255).nullish();

const tagFields = { learnerTags: tagWords.nullish(), courseTags: tagWords.nullish(), registrationTags: tagWords.nullish() };

/** Tags for the learner, the course and the registration; nothing when there are none. */
function tagsToAttach(b: { learnerTags?: string[] | null; courseTags?: string[] | null; registrationTags?: string[] | null }): TagsToAttach | undefined {
  const tags = { learner: b.learnerTags ?? [], course: b.courseTags ?? [], registration: b.registrationTags ?? [] };
  return Object.values(tags).some((words) => words.length) ? tags : undefined;
}

const createRegistration = z.object({
  ...tagFields,
  courseId: callerId,
  registrationId: callerId,
  learner: z.object({ id: callerId, firstName: name, lastName: name, email: name }),
  xapiRegistrationId: z.uuid().nullish(),
  postBack: postBack.nullish(),
  initialSettings,
});

/** CreateRegistrationSchema with all it may bring. */
export const wholeRegistration = z.object({ ...createRegistration.shape, ...withEarlierState.shape }).meta({ id: 'CreateRegistrationSchema' });

/** CreateRegistrationSchema. */
export function toNewRegistration(applicationId: string, body: unknown, courseVersion: unknown): NewRegistration {
  const b = parseInput(createRegistration, body);
  const version = parseInput(z.coerce.number().int().min(0).optional(), courseVersion === '' ? undefined : courseVersion, 'courseVersion');
  return {
    applicationId, registrationId: b.registrationId, courseId: b.courseId, courseVersion: version, learner: b.learner, xapiRegistrationId: b.xapiRegistrationId ?? undefined, postBack: b.postBack ?? undefined,
    initialSettings: b.initialSettings, tags: tagsToAttach(b),
  };
}

/** They travel in the launch link. */
const mostOfValues = 2000;

export const launchLink = z.object({
  expiry: z.number().int().nullish(),
  redirectOnExitUrl: z.string({ error: 'is required (it may be empty)' }).max(2000),
  tracking: z.boolean().nullish(),
  startSco: z.string().max(255).nullish(),
  culture: z.string().max(35).nullish(),
  cssUrl: plain(2000).nullish(),
  launchAuth: launchAuth.nullish(),
  additionalvalues: z.array(z.object({ item: plain(255), value: plain(1000) })).max(50).refine((values) => JSON.stringify(values).length <= mostOfValues, `may hold ${mostOfValues} characters in all`).nullish(),
  ...tagFields,
}).meta({ id: 'LaunchLinkRequestSchema' });

/** LaunchLinkRequestSchema with its defaults (SEMANTICS 10). */
export function toLaunchLinkOptions(body: unknown) {
  const b = parseInput(launchLink, body);
  const values = b.additionalvalues?.length ? b.additionalvalues : undefined;
  return { expiry: b.expiry ?? 120, redirectOnExitUrl: b.redirectOnExitUrl, tracking: b.tracking ?? true, startActivityId: b.startSco ?? undefined, lang: b.culture ?? undefined, values, tags: tagsToAttach(b) };
}
