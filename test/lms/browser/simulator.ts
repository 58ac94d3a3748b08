import { openRecord, Scorm12Runtime } from '../../../templates/practice-lms/scorm12-runtime';
import type { Call, Traits, VisitBoot } from '../traits';
import { startScorm2004 } from './scorm-2004';

interface ScormApi {
  LMSInitialize(argument: unknown): unknown;
  LMSFinish(argument: unknown): unknown;
  LMSGetValue(element: unknown): unknown;
  LMSSetValue(element: unknown, value: unknown): unknown;
  LMSCommit(argument: unknown): unknown;
  LMSGetLastError(): unknown;
  LMSGetErrorString(code: unknown): unknown;
  LMSGetDiagnostic(code: unknown): unknown;
}
type SimulatedWindow = Window & { API?: ScormApi; API_1484_11?: object; leaving?: boolean; course?: Window | null };

const here = window as unknown as SimulatedWindow;
const boot = JSON.parse(document.getElementById('boot')?.textContent ?? '') as VisitBoot;
const { traits, visit, learner } = boot;

/** Beacons outlive the page; calls are put back in order by their number. */
function tell(what: 'calls' | 'records', body: object): void {
  const text = JSON.stringify({ learnerId: learner.id, visit, ...body });
  if (!navigator.sendBeacon(`/lms/${what}`, text)) void fetch(`/lms/${what}`, { method: 'POST', body: text, keepalive: true });
}

/** As LMSs do whose API runs in the window of the course: there Chromium refuses such requests once the page goes away. */
function storeNow(body: object): void {
  const frame = document.getElementById('course') as HTMLIFrameElement | null;
  const window = (frame?.contentWindow ?? here.course ?? here) as Window & typeof globalThis;
  const request = new window.XMLHttpRequest();
  request.open('POST', '/lms/records', false);
  request.send(JSON.stringify({ learnerId: learner.id, visit, ...body }));
}

function kept(record: Record<string, string>, final: boolean): Record<string, string> {
  const out = { ...record };
  if (!traits.keepsSuspendData) out['cmi.suspend_data'] = '';
  const status = out['cmi.core.lesson_status'];
  if (traits.onlyPassedCompletes && status === 'passed') Object.assign(out, { complete: 'yes', 'cmi.suspend_data': '' });
  if (traits.onlyPassedCompletes && status === 'failed') return { 'cmi.core.lesson_status': 'not attempted' };
  if (traits.gradesAtFinish && final && out['cmi.core.score.raw'] && Number(out['cmi.core.score.max']) > 0) out['grade'] = out['cmi.core.score.raw'];
  return out;
}

let stored = 0;
const runtime = new Scorm12Runtime(openRecord(boot.kept, traits.tellsStudentId ? learner : { ...learner, id: '' }), (record, final) => {
  if (traits.dropsEverything) return;
  const body = { store: ++stored, final, record: kept(record, final) };
  if (traits.storesBy === 'beacon') tell('records', body);
  else storeNow(body);
});

/** The last call failed for a reason of the LMS's own. */
let failed = false;
const lastError = () => (failed ? '101' : runtime.lastError());

let called = 0;
function logged(name: string, args: unknown[], run: () => unknown): unknown {
  const note = (result: string) => {
    const call: Omit<Call, 'visit'> = { seq: ++called, at: Date.now(), name, args: args.map(String), result, error: lastError() };
    tell('calls', { call });
  };
  try {
    if (!name.startsWith('LMSGetLast')) failed = false;
    if (traits.throwsIn.includes(name)) throw new Error(`${name} is broken`);
    const result = run();
    note(String(result));
    return result;
  } catch (error) {
    note('threw');
    throw error;
  }
}

function emptyValue(): unknown {
  if (traits.emptyValue === 'throws') throw new Error('no value');
  return { text: '', null: null, undefined, number: 0 }[traits.emptyValue];
}

let commits = 0;
function commit(argument: unknown): unknown {
  const answer = traits.commitAnswers[commits++];
  if (answer !== undefined && answer !== 'true' && answer !== true) return answer;
  const plain = runtime.commit(argument);
  return traits.commitWhenLeaving === 'null' && here.leaving ? null : plain;
}

function initialize(argument: unknown): unknown {
  if (traits.initialize === 'false') return 'false';
  const plain = runtime.initialize(argument);
  if (traits.initialize === 'true') return plain;
  return runtime.initialize(argument); // says false and 101, and works
}

function setValue(element: unknown, value: unknown): unknown {
  if (traits.fails.includes(String(element))) {
    failed = true;
    return 'false';
  }
  if (traits.drops.includes(String(element))) return 'true';
  const isDone = /^(completed|passed|failed)$/.test(runtime.record['cmi.core.lesson_status'] ?? '');
  if (traits.dropsScoreAfterComplete && isDone && /^cmi\.core\.score\./.test(String(element))) return 'true';
  if (traits.dropsEverything) return 'true';
  if (element === 'cmi.suspend_data' && String(value).length > traits.suspendDataMost) return runtime.setValue(element, undefined);
  return runtime.setValue(element, value);
}

function finish(argument: unknown): unknown {
  const status = runtime.record['cmi.core.lesson_status'];
  if (traits.completesUntouched && status === 'not attempted') runtime.record['cmi.core.lesson_status'] = 'completed';
  const answer = runtime.finish(argument);
  if (traits.closesOnFinish) (here.course ?? window).close();
  return answer;
}

const api: ScormApi = {
  LMSInitialize: (argument) => logged('LMSInitialize', [argument], () => initialize(argument)),
  LMSFinish: (argument) => logged('LMSFinish', [argument], () => finish(argument)),
  LMSGetValue: (element) => logged('LMSGetValue', [element], () => runtime.getValue(element) || emptyValue()),
  LMSSetValue: (element, value) => logged('LMSSetValue', [element, value], () => setValue(element, value)),
  LMSCommit: (argument) => logged('LMSCommit', [argument], () => commit(argument)),
  LMSGetLastError: () => logged('LMSGetLastError', [], lastError),
  LMSGetErrorString: (code) => logged('LMSGetErrorString', [code], () => runtime.errorText(code)),
  LMSGetDiagnostic: (code) => logged('LMSGetDiagnostic', [code], () => runtime.errorText(code)),
};

/** An API of SCORM 2004 that only writes down that it was called. */
function trap(): object {
  const names = ['Initialize', 'Terminate', 'GetValue', 'SetValue', 'Commit', 'GetLastError', 'GetErrorString', 'GetDiagnostic'];
  return Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => logged(`API_1484_11.${name}`, args, () => 'true')]));
}

function offerApi(on: SimulatedWindow): void {
  if (traits.edition === '2004') {
    on.API_1484_11 = startScorm2004(boot, { logged, store: (record, final) => tell('records', { store: ++stored, final, record }) });
    return;
  }
  on.API = api;
  if (traits.bothApis) on.API_1484_11 = trap();
}

function openFrame(address: string, sandbox: Traits['sandbox']): void {
  const frame = document.createElement('iframe');
  frame.id = 'course';
  frame.title = 'Course';
  frame.allow = 'fullscreen; autoplay';
  if (sandbox !== undefined) frame.setAttribute('sandbox', sandbox);
  frame.src = address;
  document.body.append(frame);
}

function offerPopup(): void {
  const button = document.createElement('button');
  button.id = 'open';
  button.textContent = 'Open the course';
  button.onclick = () => {
    here.course = window.open(boot.courseUrl, 'course', 'width=1000,height=700');
    if (traits.apiOn === 'popup') window.setTimeout(() => offerApi(here.course as SimulatedWindow), traits.apiAfterMs);
  };
  document.body.append(button);
}

window.addEventListener('pagehide', () => {
  here.leaving = true;
});
if (traits.apiOn === 'lms') window.setTimeout(() => offerApi(here), traits.apiAfterMs);
if (traits.apiOn === 'lms' && traits.apiAfterMs === 0) offerApi(here);
if (traits.place === 'popup') offerPopup();
else if (traits.place === 'frame') openFrame(boot.courseUrl, traits.sandbox);
else openFrame(`${location.protocol}//middle.example.test:${location.port}/lms/middle?to=${encodeURIComponent(boot.courseUrl)}`, undefined);
