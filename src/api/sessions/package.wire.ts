import { z } from 'zod';
import type { FoundPackage } from '../../courses/find-packages';
import { parseInput } from '../read-body';
import { callerId, isoOf, moment, plain, tenantId } from './sessions-shapes';

const uploadFields = z.object({ tenant_id: tenantId, uploaded_by: plain(255).nullish(), package_id: callerId.nullish() });

/** The parts of an upload beside the file. Who uploaded is taken and not kept. */
export const toUpload = (fields: ReadonlyMap<string, string>) => parseInput(uploadFields, Object.fromEntries([...fields].filter(([, value]) => value !== '')));

export const packageAnswer = z
  .object({
    id: z.string(), package_id: z.string(), tenant_id: z.string(), status: z.enum(['processing', 'ready', 'failed']).describe('How its last upload stands'), launchable: z.boolean().describe('It has a version that can be launched'),
    error: z.string().nullable().describe('Why the last upload failed'), title: z.string().nullable(), version: z.number().int().nullable(), learning_standard: z.string().nullable(), progress: z.number().int().min(0).max(100), launch_url: z.string().describe('Where a POST launches it'),
    created_at: moment, updated_at: moment,
  })
  .meta({ id: 'Package' });
export const packageListAnswer = z.object({ packages: z.array(packageAnswer), next_cursor: z.string().nullable() }).meta({ id: 'PackageList' });

const statuses = { RUNNING: 'processing', COMPLETE: 'ready', ERROR: 'failed' } as const;

export function fromPackage(at: { applicationId: string; publicUrl: string }, id: string, { course, job }: FoundPackage): z.infer<typeof packageAnswer> {
  const status = job ? statuses[job.status] : 'ready';
  const times = [job?.createdAt, job?.endedAt, course?.course.createdAt, course?.course.updatedAt].filter((one): one is number => one != null).map(Number);
  return {
    id, package_id: id, tenant_id: at.applicationId, status, launchable: course !== undefined, error: status === 'failed' ? (job?.message ?? '') : null, title: course?.version.title ?? null, version: course?.version.version ?? null,
    learning_standard: course?.version.standard ?? null, progress: status === 'processing' ? Number(job?.percent ?? 0) : 100, launch_url: `${at.publicUrl}/api/v1/packages/${encodeURIComponent(id)}/launch`,
    created_at: isoOf(course ? course.course.createdAt : Math.min(...times)), updated_at: isoOf(Math.max(...times)),
  };
}
