import { z } from 'zod';

const origin = z.string().regex(/^https?:\/\/[^/\s]+$/).max(255);

/** How one client's LMS wants to be treated (RELAY 1.14). Every setting has a default, so an empty object is the generic LMS. */
const destinationSettings = z.object({
  launchMode: z.enum(['frame', 'popup', 'auto']).default('auto'),
  statusMap: z.enum(['both', 'completedOnly', 'passedOnly']).default('both'),
  failedAs: z.enum(['failed', 'incomplete']).default('failed'),
  scorePolicy: z.enum(['ratchet', 'latest']).default('ratchet'),
  statusPolicy: z.enum(['ratchet', 'latest']).default('ratchet'),
  exitValue: z.enum(['suspend', '']).default('suspend'),
  finishOnComplete: z.boolean().default(false),
  mirrorLocation: z.boolean().default(true),
  keepAliveSec: z.number().int().min(30).max(3600).default(300),
  allowAnonymous: z.boolean().default(false),
  privacy: z.enum(['raw', 'pseudonym', 'none']).default('raw'),
  /** Package host and LMS host, which often differ; empty means every site. */
  allowedOrigins: z.array(origin).max(50).default([]),
  originMode: z.enum(['learn', 'enforce']).default('learn'),
  caseFoldIds: z.boolean().default(false),
  /** Used when neither the LMS nor the browser says what the learner reads. */
  language: z.string().max(35).default('en'),
  /** Whom a refused learner should ask; plain text. */
  support: z.string().max(500).default(''),
  /** New registrations one package key may make per hour, and one address may make with it; 0 is without limit. */
  newPerKeyHour: z.number().int().min(0).default(20_000),
  newPerAddressHour: z.number().int().min(0).default(900),
});
export type DestinationSettings = z.infer<typeof destinationSettings>;

/** Settings as a caller gives them: only the known ones, only those named, each of the right type. */
export const someDestinationSettings = z.record(z.string(), z.unknown()).transform((given, context): Partial<DestinationSettings> => {
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(destinationSettings.shape, name)));
  const parsed = destinationSettings.safeParse(known);
  if (parsed.success) return Object.fromEntries(Object.entries(parsed.data).filter(([name]) => Object.hasOwn(known, name)));
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

/** What differs from the generic LMS, by product (RELAY 6.1). */
const destinationPresets = {
  generic: {},
  moodle: {},
  cornerstone: { statusMap: 'completedOnly' },
  successfactors: { failedAs: 'failed', launchMode: 'popup' },
  'd2l-legacy': { finishOnComplete: true },
  frappe: { statusMap: 'passedOnly', failedAs: 'incomplete', allowAnonymous: true },
  'open-edx': { mirrorLocation: false },
} as const satisfies Record<string, Partial<DestinationSettings>>;
export type DestinationPreset = keyof typeof destinationPresets;
export const destinationPreset = z.enum(Object.keys(destinationPresets) as [DestinationPreset, ...DestinationPreset[]]);

/** The settings in force: the defaults, then the preset, then what was set by hand. */
export const readDestinationSettings = (kept: Record<string, unknown> | null, preset: DestinationPreset = 'generic'): DestinationSettings =>
  destinationSettings.parse({ ...destinationPresets[preset], ...kept });

/** The part of the settings the package and the shell act on; it travels in WELCOME. */
export interface RelayPolicy extends Pick<
  DestinationSettings,
  'launchMode' | 'exitValue' | 'finishOnComplete' | 'mirrorLocation' | 'keepAliveSec' | 'statusPolicy' | 'scorePolicy'
> {}

export const relayPolicyOf = (s: DestinationSettings): RelayPolicy => ({
  launchMode: s.launchMode, exitValue: s.exitValue, finishOnComplete: s.finishOnComplete, mirrorLocation: s.mirrorLocation,
  keepAliveSec: s.keepAliveSec, statusPolicy: s.statusPolicy, scorePolicy: s.scorePolicy,
});
