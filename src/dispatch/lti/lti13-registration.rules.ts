import { z } from 'zod';
import { jsonOf } from '../../platform/json.rules';
import { scoreScopeName } from './lti13-platform.rules';

const endpoint = z.url({ protocol: /^https?$/ }).max(2000);
const openIdConfiguration = z.object({ issuer: z.string().min(1).max(2000), authorization_endpoint: endpoint, jwks_uri: endpoint, token_endpoint: endpoint.optional(), registration_endpoint: endpoint });
export type OpenIdConfiguration = z.infer<typeof openIdConfiguration>;

const toolConfiguration = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const answerOfPlatform = z.object({ client_id: z.string().min(1).max(255), [toolConfiguration]: z.looseObject({ deployment_id: z.string().max(255).optional() }).optional() });

/** What a platform says of itself. A text: what is wrong with it. Its issuer must be where the description came from (LTI Dynamic Registration 1.0, 3.5.1). */
export function readOpenIdConfiguration(text: string, from: string): OpenIdConfiguration | string {
  const read = openIdConfiguration.safeParse(jsonOf(text));
  if (!read.success) return `the description of the platform is faulty: ${read.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; ')}`;
  const { issuer } = read.data;
  if (!URL.canParse(issuer) || new URL(issuer).hostname !== new URL(from).hostname) return `the platform calls itself [${issuer}], which is not where its description came from`;
  return read.data;
}

/** The client that the platform made for us; nothing for an answer that names none. */
export function readRegistration(text: string): { clientId: string; deploymentId: string } | undefined {
  const read = answerOfPlatform.safeParse(jsonOf(text));
  return read.success ? { clientId: read.data.client_id, deploymentId: read.data[toolConfiguration]?.deployment_id ?? '' } : undefined;
}

/** What we tell a platform of ourselves (LTI Dynamic Registration 1.0, 3.6). */
export const registrationOf = (tool: { name: string; login: string; redirect: string; keys: string; host: string; target: string }) => ({
  application_type: 'web', response_types: ['id_token'], grant_types: ['implicit', 'client_credentials'], initiate_login_uri: tool.login, redirect_uris: [tool.redirect], client_name: tool.name, jwks_uri: tool.keys,
  token_endpoint_auth_method: 'private_key_jwt', scope: scoreScopeName,
  [toolConfiguration]: {
    domain: tool.host, target_link_uri: tool.target, claims: ['iss', 'sub', 'name', 'given_name', 'family_name', 'locale'],
    messages: [{ type: 'LtiResourceLinkRequest' }, { type: 'LtiDeepLinkingRequest', target_link_uri: tool.target, label: tool.name }],
  },
});
