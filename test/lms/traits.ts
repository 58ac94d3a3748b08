/** How one LMS differs from the book. Everything here crosses to the page as JSON. */
export interface Traits {
  /** Where the package runs: in a frame, in a window of its own, below a frame of another site, or in a sandbox. */
  place: 'frame' | 'popup' | 'middle-frame';
  /** Value of the frame's sandbox attribute. */
  sandbox?: string;
  /** Which window has the API: the LMS's own, or the popup itself, some time after it opened. */
  apiOn: 'lms' | 'popup' | 'nowhere';
  apiAfterMs: number;
  /** Which SCORM it speaks. */
  edition: '1.2' | '2004';
  /** Also shows an API_1484_11 that must not be called. */
  bothApis: boolean;
  initialize: 'true' | 'false-but-works' | 'false';
  /** What LMSGetValue answers for an empty value. */
  emptyValue: 'text' | 'null' | 'undefined' | 'number' | 'throws';
  /** Answers of the first LMSCommit calls; then the plain one. */
  commitAnswers: (string | boolean | null)[];
  /** What LMSCommit answers once the page is going away. */
  commitWhenLeaving: 'plain' | 'null';
  /** How a commit travels: by beacon, or by a synchronous request that Chromium refuses while a page unloads. */
  storesBy: 'beacon' | 'synchronous-request';
  /** The server answers a commit this much later. */
  slowMs: number;
  /** Which functions throw. */
  throwsIn: string[];
  /** Elements whose LMSSetValue answers "false" with the general error 101. */
  fails: string[];
  /** Elements whose LMSSetValue answers "true" and does nothing. */
  drops: string[];
  /** Answers "true" and keeps nothing. */
  dropsEverything: boolean;
  dropsScoreAfterComplete: boolean;
  /** LMSFinish with `not attempted` becomes completed even without the book's condition. */
  completesUntouched: boolean;
  closesOnFinish: boolean;
  /** A grade exists only after LMSFinish with score.raw and score.max. */
  gradesAtFinish: boolean;
  keepsSuspendData: boolean;
  /** `failed` throws the whole record away, completion takes the suspend data. */
  onlyPassedCompletes: boolean;
  tellsStudentId: boolean;
  /** Longest suspend data taken. */
  suspendDataMost: number;
  /** Sent with every page of the LMS and every file of the package. */
  headers: Record<string, string>;
}

const plain: Traits = {
  place: 'frame', apiOn: 'lms', apiAfterMs: 0, edition: '1.2', bothApis: false, initialize: 'true', emptyValue: 'text', commitAnswers: [], commitWhenLeaving: 'plain', storesBy: 'beacon', slowMs: 0, throwsIn: [], fails: [], drops: [],
  dropsEverything: false, dropsScoreAfterComplete: false, completesUntouched: false, closesOnFinish: false, gradesAtFinish: false, keepsSuspendData: true, onlyPassedCompletes: false,
  tellsStudentId: true, suspendDataMost: 4096, headers: { 'cache-control': 'no-store' },
};

/** `frameHosts`: what the policy lets into frames. */
export const strictPolicy = (frameHosts = '*'): string => `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'self' ${frameHosts}; report-uri /lms/violations`;

/** The simulated LMSs; each says only what sets it apart (RELAY 5 and 6.1). */
const kinds = {
  'strict-1.2': {},
  'moodle-like': { completesUntouched: true },
  'drops-score-after-complete': { dropsScoreAfterComplete: true },
  'finish-closes-window': { place: 'popup', closesOnFinish: true },
  'strict-csp': { headers: { 'cache-control': 'no-store', 'content-security-policy': strictPolicy() } },
  popup: { place: 'popup' },
  'scorm-2004': { edition: '2004' },
  'frappe-like': { bothApis: true, tellsStudentId: false, onlyPassedCompletes: true },
  'edx-like': { place: 'popup', apiOn: 'popup', apiAfterMs: 3000 },
  'csod-like': { commitWhenLeaving: 'null' },
  'sap-like': { place: 'middle-frame' },
  'd2l-like': { gradesAtFinish: true },
  'always-true-but-drops': { dropsEverything: true },
  throws: { throwsIn: ['LMSSetValue', 'LMSCommit', 'LMSGetLastError'] },
  'slow-sync': { storesBy: 'synchronous-request', slowMs: 3000 },
  'sync-xhr': { storesBy: 'synchronous-request' },
  sandboxed: { sandbox: 'allow-scripts allow-same-origin allow-forms' },
  'drops-suspend-data': { keepsSuspendData: false },
} as const satisfies Record<string, Partial<Traits>>;
export type LmsKind = keyof typeof kinds;

export const traitsOf = (kind: LmsKind, changes: Partial<Traits> = {}): Traits => ({ ...plain, ...(kinds[kind] as Partial<Traits>), ...changes });

/** What the LMS's page is told when a learner opens the course. */
export interface VisitBoot {
  visit: number;
  learner: { id: string; name: string; language?: string; mode?: string };
  kept?: Record<string, string>;
  traits: Traits;
  courseUrl: string;
}

/** One call of the package, as the LMS's page saw it. */
export interface Call {
  visit: number;
  seq: number;
  at: number;
  name: string;
  args: string[];
  /** As text: `true`, `null`, or `threw`. */
  result: string;
  error: string;
}
