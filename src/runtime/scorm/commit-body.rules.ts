import { z } from 'zod';

/** Limits of one commit, in characters; the edge refuses bodies over `bodyBytes` before they are parsed. */
export const commitLimits = { bodyBytes: 8 * 1024 * 1024, suspendData: 4 * 1024 * 1024, value: 1024 * 1024, elements: 50_000, id: 4000 } as const;

const bigElements = new Set(['cmi.suspend_data']);
const activityId = z.string().min(1).max(commitLimits.id).refine((id) => id !== '__proto__', 'is not an activity');

const snapshot = z.record(z.string().max(500).regex(/^(cmi|adl)\.[^\u0000]+$/, 'must be an element of cmi or adl'), z.string()).superRefine((cmi, context) => {
  const elements = Object.entries(cmi);
  if (elements.length > commitLimits.elements) context.addIssue({ code: 'custom', message: `has more than ${commitLimits.elements} elements` });
  for (const [element, value] of elements) {
    const limit = bigElements.has(element) ? commitLimits.suspendData : commitLimits.value;
    if (value.length > limit) context.addIssue({ code: 'custom', path: [element], message: `is longer than ${limit} characters` });
  }
});

/** What the player posts: the whole snapshot of one activity, never a delta. */
export const commitBodySchema = z.object({
  activityId,
  revision: z.number().int().min(1).max(1_000_000_000),
  /** Revision of the instance that the page began with: what was told from outside up to there is known to it. */
  from: z.number().int().min(0).max(1_000_000_000_000).optional(),
  /** Absent: the content reports by itself; the player tells of time and place alone. */
  cmi: snapshot.optional(),
  seconds: z.number().min(0).max(31_536_000),
  final: z.boolean().optional(),
  left: z.literal(true).optional(),
  current: activityId.optional(),
  sequencing: z.unknown().optional(),
  globalObjectives: z.record(z.string().max(commitLimits.id), z.unknown()).optional(),
});

export type CommitBody = z.infer<typeof commitBodySchema>;
