import { z } from 'zod';
import type { NewRegistration } from '../../../registrations/create-registration';
import { parseInput } from '../../read-body';
import { callerId } from '../caller-id';
import { initialSettings } from '../settings/settings.wire';
import { plain, postBack } from '../v2-shapes';

const name = plain(255).nullish();

const createRegistration = z.object({
  courseId: callerId,
  registrationId: callerId,
  learner: z.object({ id: callerId, firstName: name, lastName: name, email: name }),
  xapiRegistrationId: z.uuid().nullish(),
  postBack: postBack.nullish(),
  initialSettings,
});

/** CreateRegistrationSchema. */
export function toNewRegistration(applicationId: string, body: unknown, courseVersion: unknown): NewRegistration {
  const b = parseInput(createRegistration, body);
  const version = parseInput(z.coerce.number().int().min(0).optional(), courseVersion === '' ? undefined : courseVersion, 'courseVersion');
  return {
    applicationId, registrationId: b.registrationId, courseId: b.courseId, courseVersion: version, learner: b.learner, xapiRegistrationId: b.xapiRegistrationId ?? undefined, postBack: b.postBack ?? undefined,
    initialSettings: b.initialSettings,
  };
}

const launchLink = z.object({
  expiry: z.number().int().nullish(),
  redirectOnExitUrl: z.string({ error: 'is required (it may be empty)' }).max(2000),
  tracking: z.boolean().nullish(),
  startSco: z.string().max(255).nullish(),
  culture: z.string().max(35).nullish(),
});

/** LaunchLinkRequestSchema with its defaults (SEMANTICS 10). */
export function toLaunchLinkOptions(body: unknown) {
  const b = parseInput(launchLink, body);
  return { expiry: b.expiry ?? 120, redirectOnExitUrl: b.redirectOnExitUrl, tracking: b.tracking ?? true, startActivityId: b.startSco ?? undefined, lang: b.culture ?? undefined };
}
