import type { ApiKeyScope } from '../../applications/api-key-scopes.rules';

/** What each operation needs: a scope of an API key (management may make keys too), or nothing. */
export const sessionAccess: Readonly<Record<string, ApiKeyScope | 'keys' | 'public'>> = {
  'GET /health': 'public',
  'GET /packages': 'read',
  'POST /packages': 'write',
  'POST /packages/upload': 'write',
  'GET /packages/{}': 'read',
  'DELETE /packages/{}': 'admin',
  'POST /packages/{}/launch': 'write',
  'POST /sessions/external': 'write',
  'GET /sessions': 'read',
  'GET /sessions/{}': 'read',
  'PUT /sessions/{}': 'write',
  'GET /webhooks': 'read',
  'POST /webhooks': 'write',
  'DELETE /webhooks/{}': 'admin',
  'GET /admin/api-keys': 'keys',
  'POST /admin/api-keys': 'keys',
  'DELETE /admin/api-keys/{}': 'keys',
};

/** By method and route, whose places are written `:id` or `{id}`. HEAD is GET. */
export const accessTo = (method: string, route: string) => sessionAccess[`${method === 'HEAD' ? 'GET' : method} ${route.replace(/^\/api\/v1/, '').replace(/:\w+|\{\w+\}/g, '{}')}`];
