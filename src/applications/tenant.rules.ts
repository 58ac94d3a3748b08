import { tenantMismatch } from './applications.failures';

/** Callers may name their tenant, though the key tells it. Failures: tenant-mismatch. */
export function checkTenant(applicationId: string, named: string | null | undefined): void {
  if (named != null && named !== '' && named !== applicationId) throw tenantMismatch();
}
