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
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const object = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});
const scoreScope = 'https://purl.imsglobal.org/spec/lti-ags/scope/score';

export function readClaims(claims: Record<string, unknown>): Lti13Claims {
  const presentation = object(claims[claim('launch_presentation')]);
  const grades = object(claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint']);
  const names = [text(claims['family_name']), text(claims['given_name'])];
  const locale = text(presentation['locale']) || text(claims['locale']);
  const mayScore = Array.isArray(grades['scope']) && grades['scope'].includes(scoreScope);
  return {
    messageType: text(claims[claim('message_type')]), version: text(claims[claim('version')]), deploymentId: text(claims[claim('deployment_id')]), target: text(claims[claim('target_link_uri')]),
    learner: { id: text(claims['sub']), name: names.every(Boolean) ? names.join(', ') : text(claims['name']) || names.find(Boolean) || '' }, ...(locale && { locale }), returnUrl: text(presentation['return_url']),
    ...(mayScore && text(grades['lineitem']) && { lineItem: text(grades['lineitem']) }),
  };
}

/** Where a score goes: the address of the line item with /scores before its query (AGS 2.0, 3.4). */
export function scoresUrl(lineItem: string): string {
  const url = new URL(lineItem);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/scores`;
  return url.href;
}

export const scoreScopeName = scoreScope;
