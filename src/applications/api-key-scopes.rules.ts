export const apiKeyScopes = ['read', 'write', 'admin'] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/** Each scope opens what those before it open: who may write may read, and admin may do everything. */
export const scopesThatAllow = (needed: ApiKeyScope): readonly ApiKeyScope[] => apiKeyScopes.slice(apiKeyScopes.indexOf(needed));
