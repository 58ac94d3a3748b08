import { statusAtFinish12 } from '../../src/runtime/scorm/cmi-data-model.rules';

/** The part of scorm-again that the player uses; the library validates, answers and keeps error codes. */
interface ScormAgain {
  cmi: object;
  adl?: { nav: { request: string; request_valid: Record<string, unknown> } };
  lastErrorCode: string;
  setCMIValue(element: string, value: string): string;
  lmsInitialize(parameter: string): string;
  lmsFinish(parameter: string): string;
  lmsGetValue(element: string): string;
  lmsSetValue(element: string, value: unknown): string;
  lmsCommit(parameter: string): string;
  lmsGetLastError(): string;
  lmsGetErrorString(code: string): string;
  lmsGetDiagnostic(code: string): string;
  isTerminated(): boolean;
  isInitialized(): boolean;
}
type ScormAgainClass = new (settings: object) => ScormAgain;
type ApiWindow = Window & { Scorm12API?: ScormAgainClass; Scorm2004API?: ScormAgainClass; API?: object; API_1484_11?: object };

export interface ApiSetup {
  edition: '1.2' | '2004';
  /** Elements the content reads: learner, launch data, thresholds, entry, total time. Not part of the snapshot. */
  given: Record<string, string>;
  /** The last snapshot, loaded completely before the content's page exists. */
  saved: Record<string, string>;
  masteryScore?: number;
  /** The mastery score counts against the status the content set itself. */
  scoreOverridesStatus: boolean;
  isChoiceValid(activityId: string): boolean;
  onChange(urgent: boolean): void;
  onCommit(): void;
  onTerminate(navigationRequest: string): void;
}

/** Belongs to one launch of one SCO. */
export interface ScormApi {
  snapshot(): Record<string, string>;
  wasInitialized(): boolean;
  isTerminated(): boolean;
  /** How the content says it ends: `suspend`, `time-out`, `logout` or nothing. */
  exitWord(): string;
  /** Ends it in another way than the content says. */
  endAs(word: 'suspend' | ''): void;
  /** Some SCORM 1.2 content opens and finishes the session around every single call; its LMSFinish does not mean the end. */
  isChatty(): boolean;
  setNavigationValid(request: 'continue' | 'previous', valid: boolean): void;
}

const urgentElement = /^cmi\.(core\.(lesson_status|score\.)|completion_status$|success_status$|score\.)/;
/** Belong to one launch only: kept for reports, not given back to the content. */
const notReloaded = /^(cmi\.(core\.)?(exit|session_time|entry|credit|mode|lesson_mode)$|adl\.)/;

/** Puts a fresh API object on the window, with all values in it, and takes the former one away. */
export function installScormApi(setup: ApiSetup): ScormApi {
  removeScormApi();
  const kept: Record<string, string> = {};
  for (const [element, value] of Object.entries(setup.saved)) if (!element.startsWith('adl.')) kept[element] = value;
  let api = loaded(setup, kept);
  let launches = 0;

  const calls = {
    initialize: (parameter: unknown) => {
      if (setup.edition === '1.2' && api.isTerminated()) api = loaded(setup, kept);
      const result = api.lmsInitialize(textOf(parameter));
      if (result === 'true') {
        launches++;
        startLaunch(kept, setup.given);
        setup.onChange(false);
      }
      return result;
    },
    terminate: (parameter: unknown) => {
      const request = api.adl?.nav.request ?? '_none_';
      const result = api.lmsFinish(textOf(parameter));
      if (result === 'true') {
        if (setup.edition === '1.2') kept['cmi.core.lesson_status'] = statusAtFinish12(kept, scoreDecides(setup, kept) ? setup.masteryScore : undefined);
        if (request.includes('suspendAll')) kept['cmi.exit'] = 'suspend';
        setup.onTerminate(request);
      }
      return result;
    },
    getValue: (element: unknown) => {
      const choice = /^adl\.nav\.request_valid\.(?:choice|jump)\.\{target=(.+)\}$/.exec(String(element));
      return choice && api.isInitialized() ? String(setup.isChoiceValid(choice[1] ?? '')) : String(api.lmsGetValue(String(element)));
    },
    setValue: (element: unknown, value: unknown) => {
      const name = String(element);
      const result = api.lmsSetValue(name, textOf(value));
      if (result === 'true' && !name.startsWith('adl.')) {
        const urgent = urgentElement.test(name) && kept[name] !== textOf(value);
        kept[name] = textOf(value);
        setup.onChange(urgent);
      }
      return result;
    },
    commit: (parameter: unknown) => {
      const result = api.lmsCommit(textOf(parameter));
      if (result === 'true') setup.onCommit();
      return result;
    },
    lastError: () => api.lmsGetLastError(),
    errorString: (code: unknown) => api.lmsGetErrorString(textOf(code)),
    diagnostic: (code: unknown) => api.lmsGetDiagnostic(textOf(code)),
  };
  expose(setup.edition, calls);
  return {
    snapshot: () => ({ ...kept }),
    wasInitialized: () => launches > 0,
    isChatty: () => launches > 1,
    isTerminated: () => api.isTerminated(),
    exitWord: () => kept['cmi.core.exit'] ?? kept['cmi.exit'] ?? '',
    endAs: (word) => (kept[setup.edition === '1.2' ? 'cmi.core.exit' : 'cmi.exit'] = word),
    setNavigationValid: (request, valid) => {
      if (api.adl) api.adl.nav.request_valid[`_${request}`] = String(valid);
    },
  };
}

/** The content's own word stands where the settings say so, if it gave one. */
const scoreDecides = (setup: ApiSetup, kept: Record<string, string>) => setup.scoreOverridesStatus || ['', 'not attempted'].includes(kept['cmi.core.lesson_status'] ?? '');

function loaded(setup: ApiSetup, saved: Record<string, string>): ScormAgain {
  const api = makeScormAgain(setup.edition);
  letSuspendDataGrow(api.cmi);
  load(api, Object.fromEntries(Object.entries(saved).filter(([element]) => !notReloaded.test(element))));
  load(api, setup.given);
  return api;
}

/** The exit word of the launch before must not speak for this one. */
function startLaunch(kept: Record<string, string>, given: Record<string, string>): void {
  for (const element of ['exit', 'core.exit', 'session_time', 'core.session_time']) delete kept[`cmi.${element}`];
  for (const element of ['entry', 'credit', 'mode', 'core.entry', 'core.credit', 'core.lesson_mode']) {
    const value = given[`cmi.${element}`];
    if (value !== undefined) kept[`cmi.${element}`] = value;
  }
}

export function removeScormApi(): void {
  const target = window as unknown as ApiWindow;
  delete target.API;
  delete target.API_1484_11;
}

type Calls = Record<'initialize' | 'terminate' | 'getValue' | 'setValue' | 'commit' | 'lastError' | 'errorString' | 'diagnostic', (...values: unknown[]) => string>;

/** Plain functions without `this`: some content keeps and calls them on their own. */
function expose(edition: '1.2' | '2004', calls: Calls): void {
  const target = window as unknown as ApiWindow;
  if (edition === '1.2') {
    target.API = {
      LMSInitialize: calls.initialize, LMSFinish: calls.terminate, LMSGetValue: calls.getValue, LMSSetValue: calls.setValue, LMSCommit: calls.commit,
      LMSGetLastError: calls.lastError, LMSGetErrorString: calls.errorString, LMSGetDiagnostic: calls.diagnostic,
    };
    return;
  }
  target.API_1484_11 = {
    Initialize: calls.initialize, Terminate: calls.terminate, GetValue: calls.getValue, SetValue: calls.setValue, Commit: calls.commit,
    GetLastError: calls.lastError, GetErrorString: calls.errorString, GetDiagnostic: calls.diagnostic, version: '1.0',
  };
}

function makeScormAgain(edition: '1.2' | '2004'): ScormAgain {
  const { Scorm12API, Scorm2004API } = window as unknown as ApiWindow;
  const Api = edition === '1.2' ? Scorm12API : Scorm2004API;
  if (!Api) throw new Error('the SCORM runtime is not loaded');
  return new Api({ autocommit: false, lmsCommitUrl: false, mastery_override: false, logLevel: 5 });
}

/** The library stops at 64,000 characters; real content writes more, and what was accepted must come back whole. */
function letSuspendDataGrow(cmi: object): void {
  let data = '';
  Object.defineProperty(cmi, 'suspend_data', { configurable: true, enumerable: true, get: () => data, set: (value: unknown) => (data = String(value)) });
}

/** One value at a time, ids before what depends on them; a value the library would not take stays in the snapshot all the same. */
function load(api: ScormAgain, values: Record<string, string>): void {
  const rank = (element: string) => (/\.id$/.test(element) ? 0 : /\.type$/.test(element) ? 1 : 2);
  const byIndex = new Intl.Collator('en', { numeric: true });
  const elements = Object.keys(values).sort((a, b) => byIndex.compare(entryOf(a), entryOf(b)) || rank(a) - rank(b) || byIndex.compare(a, b));
  for (const element of elements) {
    try {
      if (values[element]) api.setCMIValue(element, values[element]);
    } catch {
      // Kept in the snapshot, only not offered to the content.
    }
  }
  api.lastErrorCode = '0';
}

/** `cmi.interactions.3` of `cmi.interactions.3.objectives.0.id`. */
const entryOf = (element: string) => /^(?:cmi|adl)\.\w+\.\d+/.exec(element)?.[0] ?? '';
const textOf = (value: unknown) => (value === undefined || value === null ? '' : String(value));
