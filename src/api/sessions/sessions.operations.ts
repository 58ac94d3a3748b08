import { z } from 'zod';
import type { DescribedOperations, QueryParameter } from '../described-operation';
import { apiKeyAnswer, apiKeyListAnswer, newApiKey } from './api-key.wire';
import { packageAnswer, packageListAnswer } from './package.wire';
import { externalBody, launchAnswer, launchBody, listedStatuses, sessionAnswer, sessionChange, sessionListAnswer } from './session.wire';
import { mostRows } from './sessions-shapes';
import { newWebhook, webhookAnswer, webhookListAnswer } from './webhook.wire';

const aText = (name: string, description: string): QueryParameter => ({ name, schema: { type: 'string' }, description });
const page: readonly QueryParameter[] = [{ name: 'limit', schema: { type: 'integer', minimum: 1, maximum: mostRows, default: 25 }, description: 'Rows of a page' }, aText('cursor', 'next_cursor of the page before; the filters are the ones of that page')];
const tenant = aText('tenant_id', 'Which application; only for the credentials of application management');
const form = {
  file: { description: 'The package', isFile: true, required: true }, package_id: { description: 'Its id, of your choice; one that exists gets a new version; made when absent' },
  tenant_id: { description: 'May be left out' }, uploaded_by: { description: 'Taken and not kept' },
};
const upload = { more: 'Answers when the package was processed, or after eight seconds: then ask for its status.', form, answer: packageAnswer, status: 201, refusals: [413] };

/** Every operation of the sessions API, by the name of its part. */
export const sessionsOperations: Readonly<Record<string, DescribedOperations>> = {
  Packages: {
    'GET /packages': { id: 'listPackages', summary: 'Packages that can be launched, the newest first', query: page, answer: packageListAnswer },
    'POST /packages': { id: 'uploadPackage', summary: 'Upload a package', ...upload },
    'POST /packages/upload': { id: 'uploadPackageHere', summary: 'The same by its later name', ...upload },
    'GET /packages/{packageId}': { id: 'getPackage', summary: 'One package, and how its last upload stands', answer: packageAnswer },
    'DELETE /packages/{packageId}': { id: 'deletePackage', summary: 'Delete a package with all its sessions' },
  },
  Sessions: {
    'POST /packages/{packageId}/launch': { id: 'launchPackage', summary: 'Let a learner into a package: a new session, or one that exists', more: '201 for a new session, 200 for one that goes on.', body: launchBody, isBodyOptional: true, answer: launchAnswer, status: 201, orStatus: 200 },
    'POST /sessions/external': { id: 'launchExternal', summary: 'The same for a user whom another system vouches for by a JWT', body: externalBody, answer: launchAnswer, status: 201, orStatus: 200 },
    'GET /sessions': { id: 'listSessions', summary: 'Sessions, the newest first', query: [aText('package_id', 'Only those of this package'), aText('user_id', 'Only those of this user'), { name: 'completion_status', schema: { type: 'string', enum: listedStatuses }, description: 'Only those that stand so' }, ...page], answer: sessionListAnswer },
    'GET /sessions/{sessionId}': { id: 'getSession', summary: 'One session', answer: sessionAnswer },
    'PUT /sessions/{sessionId}': { id: 'updateSession', summary: 'Change a session at a known version', more: 'cmi_data is merged, session_time is added; 409 VERSION_CONFLICT when the version is no longer the newest.', body: sessionChange, answer: sessionAnswer, refusals: [409, 413] },
  },
  Webhooks: {
    'GET /webhooks': { id: 'listWebhooks', summary: 'Webhooks', answer: webhookListAnswer },
    'POST /webhooks': { id: 'createWebhook', summary: 'Have an address told one kind of event', body: newWebhook, answer: webhookAnswer, status: 201 },
    'DELETE /webhooks/{webhookId}': { id: 'deleteWebhook', summary: 'Tell an address no more' },
  },
  Keys: {
    'GET /admin/api-keys': { id: 'listApiKeys', summary: 'API keys', query: [tenant], answer: apiKeyListAnswer, refusals: [404] },
    'POST /admin/api-keys': { id: 'createApiKey', summary: 'Make an API key', body: newApiKey, answer: apiKeyAnswer, status: 201 },
    'DELETE /admin/api-keys/{keyId}': { id: 'revokeApiKey', summary: 'Revoke an API key', query: [tenant] },
  },
  Service: { 'GET /health': { id: 'health', summary: 'Whether the API answers', answer: z.object({ status: z.string(), version: z.string() }) } },
};
