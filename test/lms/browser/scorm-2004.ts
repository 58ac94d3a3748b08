import { Scorm2004API } from 'scorm-again/scorm2004';
import type { VisitBoot } from '../traits';

interface Lms {
  logged(name: string, args: unknown[], run: () => unknown): unknown;
  store(record: Record<string, string>, final: boolean): void;
}

/** What the LMS keeps of a learner between two visits. */
const kept = [
  'cmi.completion_status', 'cmi.success_status', 'cmi.score.scaled', 'cmi.score.raw', 'cmi.score.min', 'cmi.score.max', 'cmi.location', 'cmi.suspend_data', 'cmi.exit', 'cmi.session_time',
];
const writeOnly: Record<string, string> = {};

/** The API of a SCORM 2004 LMS: a library's runtime, so that what it refuses is what the standard refuses. */
export function startScorm2004({ learner, kept: earlier = {} }: VisitBoot, lms: Lms): object {
  const runtime = new Scorm2004API({ autocommit: false, logLevel: 5 });
  const before: Record<string, string> = { 'cmi.learner_id': learner.id, 'cmi.learner_name': learner.name, 'cmi.mode': learner.mode ?? 'normal', 'cmi.credit': 'credit', 'cmi.entry': earlier['cmi.suspend_data'] ? 'resume' : 'ab-initio', ...(learner.language && { 'cmi.learner_preference.language': learner.language }) };
  for (const [element, value] of Object.entries({ ...before, ...Object.fromEntries(Object.entries(earlier).filter(([name]) => kept.includes(name) && !/exit|session_time/.test(name))) })) runtime.setCMIValue(element, value);
  const store = (final: boolean) => {
    const read = (element: string) => writeOnly[element] ?? String(runtime.getCMIValue(element) ?? '');
    lms.store({ ...Object.fromEntries(kept.map((element) => [element, read(element)])), terminated: String(final) }, final);
  };
  return {
    Initialize: (argument: string) => lms.logged('Initialize', [argument], () => runtime.lmsInitialize(argument)),
    GetValue: (element: string) => lms.logged('GetValue', [element], () => runtime.lmsGetValue(element)),
    SetValue: (element: string, value: string) =>
      lms.logged('SetValue', [element, value], () => {
        const answer = runtime.lmsSetValue(element, value);
        if (String(answer) === 'true' && /^cmi\.(exit|session_time)$/.test(element)) writeOnly[element] = value;
        return answer;
      }),
    Commit: (argument: string) =>
      lms.logged('Commit', [argument], () => {
        store(false);
        return runtime.lmsCommit(argument);
      }),
    Terminate: (argument: string) =>
      lms.logged('Terminate', [argument], () => {
        store(true);
        return runtime.lmsFinish(argument);
      }),
    GetLastError: () => lms.logged('GetLastError', [], () => runtime.lmsGetLastError()),
    GetErrorString: (code: string) => runtime.lmsGetErrorString(code),
    GetDiagnostic: (code: string) => runtime.lmsGetDiagnostic(code),
    version: '1.0',
  };
}
