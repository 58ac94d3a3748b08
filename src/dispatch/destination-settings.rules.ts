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

interface Preset {
  product: string;
  settings: Partial<DestinationSettings>;
  /** The behaviour of the product that asks for it, in its own words or code. */
  facts: readonly string[];
  /** The package that works best there. */
  format: 'SCORM_12' | 'SCORM_2004_4TH' | 'LTI_13';
}

/** What differs from the generic LMS, by product, with the fact behind each difference (RELAY 6.1). */
export const destinationPresets = {
  generic: { product: 'Any learning management system', settings: {}, facts: [], format: 'SCORM_12' },
  moodle: {
    product: 'Moodle', settings: {}, format: 'SCORM_12',
    facts: ['LMSFinish with the status "not attempted" is stored as completed (scorm_12.js, StoreData), so "incomplete" is set first.', 'Time is added to the total at LMSFinish only.', 'Another identifier of the SCO at a re-upload deletes tracks, so identifiers never change.'],
  },
  totara: { product: 'Totara', settings: {}, format: 'SCORM_12', facts: ['Its SCORM player is that of Moodle: the same rules for status, time and identifiers hold.'] },
  cornerstone: {
    product: 'Cornerstone OnDemand', settings: { statusMap: 'completedOnly' }, format: 'SCORM_12',
    facts: ['Its authoring guidance steers away from passed and failed as the status of a lesson.', 'LMSCommit returns null while the page unloads, so no answer stops LMSFinish.'],
  },
  successfactors: {
    product: 'SAP SuccessFactors', settings: { failedAs: 'failed', launchMode: 'popup' }, format: 'SCORM_2004_4TH',
    facts: ['A failure is recorded only for the status "failed".', 'A cross-origin window stands above its API, so a window of its own is the safer launch.', 'cmi.core.exit = logout ends the session of the learner; it is never sent.', 'SCORM 2004 content is marked complete when opened unless completionSetByContent says otherwise.'],
  },
  'd2l-legacy': { product: 'D2L Brightspace (legacy SCORM player)', settings: { finishOnComplete: true }, format: 'SCORM_12', facts: ['A grade exists only once score.raw and score.max are set and LMSFinish was called.'] },
  frappe: {
    product: 'Frappe LMS', settings: { statusMap: 'passedOnly', failedAs: 'incomplete', allowAnonymous: true }, format: 'SCORM_12',
    facts: ['Only "passed" completes a SCORM 1.2 chapter; "failed" may wipe progress (SCORMChapter.vue).', 'student_id is always empty, and suspend_data is wiped at completion.'],
  },
  'open-edx': { product: 'Open edX (SCORM XBlock)', settings: { mirrorLocation: false }, format: 'SCORM_12', facts: ['Its API appears in the window only after it was opened, and saves asynchronously; the package waits for it.'] },
  docebo: {
    product: 'Docebo', settings: {}, format: 'SCORM_12',
    facts: ['suspend_data is cut at 4,096 characters: only a pointer of at most 90 is stored there.', 'Packages with .php, .cgi, .sh, .asp, .jsp, .py or .rb files are rejected: there are none.'],
  },
  canvas: { product: 'Canvas', settings: {}, format: 'LTI_13', facts: ['It plays SCORM through a tool of its own that keeps few elements; LTI 1.3 with Assignment and Grade Services is its native way for results.'] },
} as const satisfies Record<string, Preset>;
export type DestinationPreset = keyof typeof destinationPresets;
export const destinationPreset = z.enum(Object.keys(destinationPresets) as [DestinationPreset, ...DestinationPreset[]]);

/** The settings in force: the defaults, then the preset, then what was set by hand. */
export const readDestinationSettings = (kept: Record<string, unknown> | null, preset: DestinationPreset = 'generic'): DestinationSettings =>
  destinationSettings.parse({ ...destinationPresets[preset].settings, ...kept });

/** The part of the settings the package and the shell act on; it travels in WELCOME. */
export interface RelayPolicy extends Pick<
  DestinationSettings,
  'launchMode' | 'exitValue' | 'finishOnComplete' | 'mirrorLocation' | 'keepAliveSec' | 'statusPolicy' | 'scorePolicy'
> {}

export const relayPolicyOf = (s: DestinationSettings): RelayPolicy => ({
  launchMode: s.launchMode, exitValue: s.exitValue, finishOnComplete: s.finishOnComplete, mirrorLocation: s.mirrorLocation,
  keepAliveSec: s.keepAliveSec, statusPolicy: s.statusPolicy, scorePolicy: s.scorePolicy,
});
