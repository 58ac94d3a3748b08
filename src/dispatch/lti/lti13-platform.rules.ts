/** What a destination knows of its learning platform, as the v2 API names it. */
export interface Lti13Platform {
  clientId: string;
  platformIssuerIdentifier: string;
  deploymentId: string;
  oidcAuthorizationEndpoint: string;
  jsonWebKeySetUrl: string;
  accessTokenUrl?: string;
}

/** The platform of a destination; nothing while it is not described. */
export const platformOf = (data: Record<string, unknown> | null): Lti13Platform | undefined => (data && typeof data['clientId'] === 'string' ? (data as unknown as Lti13Platform) : undefined);

const claim = (name: string) => `https://purl.imsglobal.org/spec/lti/claim/${name}`;

/** What a launch says, out of the claims of its id_token (LTI Core 1.3, 5.3 and 5.4; AGS 2.0, 3.1). */
export interface Lti13Claims {
  messageType: string;
  version: string;
  deploymentId: string;
  target: string;
  learner: { id: string; name: string };
  locale?: string;
  returnUrl: string;
  lineItem?: string;
  /** Of somebody who puts links to dispatches into a course (LTI Deep Linking 2.0, 4.4.1). */
  deepLinking?: DeepLinking;
}

export interface DeepLinking {
  returnUrl: string;
  /** Is to be sent back as it is. */
  data?: string;
  takesLinks: boolean;
  takesLineItems: boolean;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const object = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});
const scoreScope = 'https://purl.imsglobal.org/spec/lti-ags/scope/score';

const deepLinkingClaim = 'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings';

function deepLinkingIn(claims: Record<string, unknown>): DeepLinking | undefined {
  const settings = object(claims[deepLinkingClaim]);
  const returnUrl = text(settings['deep_link_return_url']);
  if (!returnUrl) return undefined;
  const types = Array.isArray(settings['accept_types']) ? settings['accept_types'] : [];
  return { returnUrl, takesLinks: types.includes('ltiResourceLink'), takesLineItems: settings['accept_lineitem'] !== false, ...(text(settings['data']) && { data: text(settings['data']) }) };
}

/** The claims of the answer that puts one link into a course (LTI Deep Linking 2.0, 4.5). */
export const deepLinkingAnswer = (link: { title: string; url: string; resourceId: string }, { deploymentId, data, takesLineItems }: Pick<DeepLinking, 'data' | 'takesLineItems'> & { deploymentId: string }): Record<string, unknown> => ({
  [claim('deployment_id')]: deploymentId, [claim('message_type')]: 'LtiDeepLinkingResponse', [claim('version')]: '1.3.0', ...(data !== undefined && { 'https://purl.imsglobal.org/spec/lti-dl/claim/data': data }),
  'https://purl.imsglobal.org/spec/lti-dl/claim/content_items': [
    { type: 'ltiResourceLink', title: link.title, url: link.url, ...(takesLineItems && { lineItem: { scoreMaximum: 100, label: link.title, resourceId: link.resourceId } }) },
  ],
});

export function readClaims(claims: Record<string, unknown>): Lti13Claims {
  const presentation = object(claims[claim('launch_presentation')]);
  const grades = object(claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint']);
  const names = [text(claims['family_name']), text(claims['given_name'])];
  const locale = text(presentation['locale']) || text(claims['locale']);
  const deepLinking = deepLinkingIn(claims);
  const mayScore = Array.isArray(grades['scope']) && grades['scope'].includes(scoreScope);
  return {
    messageType: text(claims[claim('message_type')]), version: text(claims[claim('version')]), deploymentId: text(claims[claim('deployment_id')]), target: text(claims[claim('target_link_uri')]),
    learner: { id: text(claims['sub']), name: names.every(Boolean) ? names.join(', ') : text(claims['name']) || names.find(Boolean) || '' }, ...(locale && { locale }), returnUrl: text(presentation['return_url']),
    ...(mayScore && text(grades['lineitem']) && { lineItem: text(grades['lineitem']) }), ...(deepLinking && { deepLinking }),
  };
}

/** Where a score goes: the address of the line item with /scores before its query (AGS 2.0, 3.4). */
export function scoresUrl(lineItem: string): string {
  const url = new URL(lineItem);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/scores`;
  return url.href;
}

export const scoreScopeName = scoreScope;
