import { z } from 'zod';
import { count, flag, launchAuthAnswer, moment, more, text } from '../v2-answers.wire';

const platform = z
  .object({ clientId: text, platformIssuerIdentifier: text, deploymentId: text, oidcAuthorizationEndpoint: text, jsonWebKeySetUrl: text, accessTokenUrl: text })
  .meta({ id: 'Lti13PlatformConfigurationSchema' });

export const destinationAnswer = z
  .object({
    name: z.string(), dispatchCount: count, updated: moment, created: moment, tags: z.array(z.string()), email: text, notes: text, launchAuth: launchAuthAnswer.optional(), lti13Data: platform.optional(), preset: text,
    settings: z.looseObject({}).optional().describe('How packages of this destination behave in its learning platform'),
  })
  .meta({ id: 'DestinationInfoSchema' });
export const destinationListAnswer = z
  .object({ destinations: z.array(z.object({ id: z.string(), data: destinationAnswer }).meta({ id: 'DestinationInfoIdSchema' })), more })
  .meta({ id: 'DestinationInfoListSchema' });

export const dispatchAnswer = z
  .object({
    destinationId: z.string(), destinationName: text, courseId: z.string(), courseTitle: text, updated: moment, created: moment, allowNewRegistrations: flag, enabled: flag, instanced: flag, registrationCap: count,
    registrationCount: count, expirationDate: moment, tags: z.array(z.string()), email: text, notes: text,
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
