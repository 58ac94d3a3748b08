import { z } from 'zod';
import { ledgerKinds } from '../../../dispatch/seats/licence.rules';
import { count, flag, launchAuthAnswer, moment, more, text } from '../v2-answers.wire';

const licence = { learnerCap: count, learnerCount: count, accessDays: count, warnAt: z.array(z.number().int()).optional(), startDate: moment, expirationDate: moment };

const platform = z
  .object({ clientId: text, platformIssuerIdentifier: text, deploymentId: text, oidcAuthorizationEndpoint: text, jsonWebKeySetUrl: text, accessTokenUrl: text })
  .meta({ id: 'Lti13PlatformConfigurationSchema' });

export const destinationAnswer = z
  .object({
    name: z.string(), dispatchCount: count, updated: moment, created: moment, tags: z.array(z.string()), email: text, notes: text, launchAuth: launchAuthAnswer.optional(), lti13Data: platform.optional(), preset: text, registrationCap: count, registrationCount: count, ...licence,
    settings: z.looseObject({}).optional().describe('How packages of this destination behave in its learning platform'),
  })
  .meta({ id: 'DestinationInfoSchema' });
export const destinationListAnswer = z
  .object({ destinations: z.array(z.object({ id: z.string(), data: destinationAnswer }).meta({ id: 'DestinationInfoIdSchema' })), more })
  .meta({ id: 'DestinationInfoListSchema' });

export const dispatchAnswer = z
  .object({
    destinationId: z.string(), destinationName: text, courseId: z.string(), courseTitle: text, updated: moment, created: moment, allowNewRegistrations: flag, enabled: flag, instanced: flag, registrationCap: count,
    registrationCount: count, ...licence, tags: z.array(z.string()), email: text, notes: text,
  })
  .meta({ id: 'DispatchSchema' });
export const dispatchListAnswer = z
  .object({ dispatches: z.array(z.object({ id: z.string(), data: dispatchAnswer }).meta({ id: 'DispatchIdSchema' })), more })
  .meta({ id: 'DispatchListSchema' });
export const dispatchCountAnswer = z.object({ registrationCount: z.number().int(), lastResetDate: moment }).meta({ id: 'DispatchRegistrationCountSchema' });
export const ltiAnswer = z.object({ url: z.string(), consumerKey: z.string(), sharedSecret: z.string() }).meta({ id: 'DispatchLtiInfoSchema' });
export const lti13LinkAnswer = z.object({ targetLinkUri: z.string() }).meta({ id: 'DispatchLti13InfoSchema' });
export const lti13ToolAnswer = z
  .object({ publicKey: z.string(), oidcLoginInitiationsUrl: z.string(), redirectUri: z.string(), jsonWebKeySetUrl: z.string() })
  .meta({ id: 'Lti13ToolConfigurationSchema' });

const seat = z.object({ id: z.string(), registrationId: text, learnerId: text, instance: z.number().int(), test: z.boolean(), taken: moment, launched: moment, voided: moment, refunded: moment });
export const seatListAnswer = z.object({ seats: z.array(seat), more });
const entry = z.object({
  id: z.string(), kind: z.enum(ledgerKinds), dispatchId: text, registrationId: text, seatId: text, registrations: z.number().int().describe("Change of the dispatch's registration count"),
  learners: z.number().int().describe("Change of the dispatch's learner count"), licensed: z.number().int().describe("Change of the destination's registration count"), reason: text, credentialId: text, created: moment,
});
export const ledgerAnswer = z.object({ entries: z.array(entry), more });
const key = z.object({ id: z.string(), downloaded: moment, revoked: moment, test: z.boolean(), origins: z.array(z.object({ origin: z.string(), firstSeen: moment, lastSeen: moment })) });
export const keyListAnswer = z.object({ keys: z.array(key) });
export const registrationAnswer = z.object({ url: z.string(), expires: moment });
export const presetListAnswer = z.object({ presets: z.array(z.object({ id: z.string(), product: z.string(), settings: z.looseObject({}), facts: z.array(z.string()), format: z.string() })) });
