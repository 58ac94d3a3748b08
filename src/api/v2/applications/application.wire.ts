import { z } from 'zod';
import type { Credential } from '../../../applications/credential.entity';
import type { FoundApplication } from '../../../applications/find-applications';
import { parseInput } from '../../read-body';
import { isoOf } from '../v2-lists';
import { given, plain } from '../v2-shapes';

const name = plain(255).refine((text) => text.trim() !== '', 'may not be empty');
export const newApplication = z.object({ name }).meta({ id: 'ApplicationRequestSchema' });
export const applicationChange = z.object({ name: name.nullish(), allowDelete: z.boolean().nullish() }).meta({ id: 'UpdateApplicationSchema' });
export const newCredential = z.object({ name: plain(255).nullish(), active: z.boolean().nullish() }).meta({ id: 'CredentialRequestSchema' });

export const tokenForm = z.object({ scope: z.string().min(1, 'is required, such as "read write:dispatch"'), expiration: z.coerce.number<string | number>().int().default(300) });
/** TokenRequestSchema. */
export const tokenRequest = z.object({
  permissions: z.object({ scopes: z.array(z.string()).min(1), applicationName: z.string().optional() }),
  expiry: z.iso.datetime({ offset: true }),
}).meta({ id: 'TokenRequestSchema' });

/** ApplicationRequestSchema. */
export const toApplicationName = (body: unknown): string => parseInput(newApplication, body).name;
/** UpdateApplicationSchema. */
export const toApplicationChange = (body: unknown) => given(parseInput(applicationChange, body)) as { name?: string; allowDelete?: boolean };

/** CredentialRequestSchema: a key works unless it says otherwise. */
export function toNewCredential(body: unknown): { name: string; enabled: boolean } {
  const { name: chosen, active } = parseInput(newCredential, body ?? {});
  return { name: chosen ?? '', enabled: active ?? true };
}
/** CredentialRequestSchema as a change. */
export function toCredentialChange(body: unknown): { name?: string; enabled?: boolean } {
  const { name: chosen, active } = parseInput(newCredential, body);
  return given({ name: chosen, enabled: active });
}

/** ApplicationInfoSchema; the counts only where they were asked for. */
export const fromApplication = ({ application, counts }: FoundApplication, shown: { courses: boolean; registrations: boolean }) => ({
  id: application.applicationId, name: application.name, createDate: isoOf(application.createdAt), updateDate: isoOf(application.updatedAt), allowDelete: application.allowDelete ?? true,
  courseCount: shown.courses ? counts?.courses : undefined, registrationCount: shown.registrations ? counts?.registrations : undefined,
});

/** CredentialSchema; the secret only where it was just made. */
export const fromCredential = (credential: Credential, secret?: string) => ({
  id: credential.credentialId, name: credential.name, credential: secret, status: credential.enabled ? 'active' : 'inactive', created: isoOf(credential.createdAt), updated: isoOf(credential.updatedAt),
});
