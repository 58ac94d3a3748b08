import { z } from 'zod';
import type { Hook } from '../../postbacks/hooks/hook.entity';
import { type HookEvent, hookEvents } from '../../postbacks/hooks/hook-events.rules';
import { parseInput } from '../read-body';
import { isoOf, moment, plain, tenantId } from './sessions-shapes';

/** Also by the short name that some clients know. */
const short = 'session.progress';
const eventType = z.enum([...hookEvents, short]);

export const newWebhook = z
  .object({ tenant_id: tenantId, url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2000), secret: plain(255).min(8, 'must have at least 8 characters').nullish().describe('One is made when absent'), event_type: eventType })
  .meta({ id: 'NewWebhook' });

export function toHook(body: unknown): { tenant?: string | null; hook: { url: string; eventType: HookEvent; secret?: string } } {
  const { tenant_id: tenant, url, secret, event_type: type } = parseInput(newWebhook, body);
  return { tenant, hook: { url, eventType: type === short ? 'session.progress.updated' : type, ...(secret != null && { secret }) } };
}

export const webhookAnswer = z.object({ id: z.string(), tenant_id: z.string(), url: z.string(), event_type: z.enum(hookEvents), secret: z.string().optional().describe('Only when it is made'), created_at: moment }).meta({ id: 'Webhook' });
export const webhookListAnswer = z.object({ webhooks: z.array(webhookAnswer) }).meta({ id: 'WebhookList' });

const prefix = 'webhook_';
export const hookKeyOf = (id: string): string => (id.startsWith(prefix) ? id.slice(prefix.length) : id);

export const fromHook = (hook: Hook, secret?: string): z.infer<typeof webhookAnswer> => ({
  id: `${prefix}${hook.hookKey}`, tenant_id: hook.applicationId, url: hook.url, event_type: hook.eventType, ...(secret !== undefined && { secret }), created_at: isoOf(hook.createdAt),
});
