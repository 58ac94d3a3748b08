import { z } from 'zod';
import type { XapiCredentialFields } from '../../../xapi/change-xapi-credentials';
import type { FoundXapiCredential } from '../../../xapi/find-xapi-credentials';
import type { StatementPipeFields } from '../../../xapi/pipes/change-statement-pipes';
import type { FoundStatementPipe } from '../../../xapi/pipes/find-statement-pipes';
import { parseInput } from '../../read-body';
import { callerId } from '../../caller-id';
import { given, plain } from '../v2-shapes';

const word = <W extends string>(words: readonly W[]) => z.string().meta({ enum: words }).transform((text) => text.toUpperCase()).pipe(z.enum(words as readonly [W, ...W[]]));
/** The enums come wrapped in an object each (SEMANTICS 18). */
export const credential = z.object({
  name: plain(255).min(1, 'may not be empty'),
  info: plain(10_000).nullish(),
  secret: plain(1000).min(1, 'may not be empty'),
  isEnabled: z.boolean(),
  auth: z.object({ xapiCredentialAuthType: word(['BASICAUTH', 'OAUTH']) }),
  permissionsLevel: z.object({ xapiCredentialPermissionsLevel: word(['DEFAULT', 'USER', 'ROOT', 'READONLY', 'WRITEONLY']) }),
}).meta({ id: 'XapiCredentialPostSchema' });
export const credentialChange = z.object({
  name: credential.shape.name.nullish(), info: credential.shape.info, secret: credential.shape.secret.nullish(), isEnabled: z.boolean().nullish(), auth: credential.shape.auth.nullish(),
  permissionsLevel: credential.shape.permissionsLevel.nullish(),
});

/** XapiCredentialPostSchema. */
export function toXapiCredential(body: unknown): XapiCredentialFields {
  const { name, info, secret, isEnabled, auth, permissionsLevel } = parseInput(credential, body);
  return { name, info: info ?? null, secret, enabled: isEnabled, authType: auth.xapiCredentialAuthType, permissionsLevel: permissionsLevel.xapiCredentialPermissionsLevel };
}

/** XapiCredentialPostSchema as a change: what is absent or null stays. */
export function toXapiCredentialChange(body: unknown): Partial<XapiCredentialFields> {
  const { name, info, secret, isEnabled, auth, permissionsLevel } = parseInput(credentialChange, body);
  return given({ name, info, secret, enabled: isEnabled, authType: auth?.xapiCredentialAuthType, permissionsLevel: permissionsLevel?.xapiCredentialPermissionsLevel });
}

/** XapiCredentialSchema. */
export const fromXapiCredential = (found: FoundXapiCredential) => ({
  id: found.credentialId, name: found.name, info: found.info ?? undefined, secret: found.secret, isEnabled: found.enabled,
  auth: { xapiCredentialAuthType: found.authType }, permissionsLevel: { xapiCredentialPermissionsLevel: found.permissionsLevel },
});

const endpoint = z.object({ url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(2000), userName: plain(1000).nullish(), password: plain(1000).nullish() });
export const pipe = z.object({ source: endpoint.nullish(), target: endpoint.nullish() }).meta({ id: 'XapiStatementPipePostSchema' });

/** XapiStatementPipePostSchema and XapiStatementPipePutSchema. */
export function toStatementPipe(body: unknown): StatementPipeFields {
  const { source, target } = parseInput(pipe, body);
  return { ...(source ? { source: given(source) } : {}), ...(target ? { target: given(target) } : {}) };
}
export const toPipeId = (id: string) => parseInput(callerId, id, 'statementPipeId');

/** XapiStatementPipeSchema. Nothing is forwarded yet, so there were no attempts. */
export const fromStatementPipe = ({ id, source, target }: FoundStatementPipe) => ({ id, attempts: 0, source, target });
