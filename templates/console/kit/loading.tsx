import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { Problem } from './api';
import { say, sayCount } from './texts';

export const asProblem = (fault: unknown): Problem => (fault instanceof Problem ? fault : new Problem(0, 'fault', fault instanceof Error ? fault.message : String(fault)));

interface Loaded<T> {
  data?: T;
  problem?: Problem;
  reload: () => void;
}

/** Reads something when `keys` change, and again on `reload`; what was there stays until the new is there. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, keys: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ data?: T; problem?: Problem }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal).then((data) => !stop.signal.aborted && setState({ data }), (fault) => !stop.signal.aborted && setState({ problem: asProblem(fault) }));
    return () => stop.abort();
  }, [turn, ...keys]);
  return { ...state, reload: useCallback(() => setTurn((n) => n + 1), []) };
}

/** What went wrong, with its code and reference, and a way out. */
export function ProblemBox({ problem, retry }: { problem: Problem; retry?: (() => void) | undefined }) {
  return (
    <div class="problem" role="alert">
      <p><strong>{problem.message}</strong></p>
      {problem.retryAfter > 0 && <p>{problem.retryAfter < 90 ? sayCount('problem.seconds', problem.retryAfter) : sayCount('problem.minutes', Math.ceil(problem.retryAfter / 60))}</p>}
      {(problem.reference || problem.code) && (
        <p class="soft small">{say('problem.code')} <code>{problem.code}</code>{problem.reference && <> · {say('problem.reference')} <code>{problem.reference}</code></>}</p>
      )}
      {retry && problem.status !== 404 && <button type="button" class="minor" onClick={retry}>{say('problem.retry')}</button>}
    </div>
  );
}

/** Shows what was loaded, or that it is on its way, or why not. */
export function Show<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ComponentChildren }) {
  if (of.problem) return <ProblemBox problem={of.problem} retry={of.reload} />;
  if (of.data === undefined) return <p class="soft loading" role="status">{say('loading')}</p>;
  return <>{children(of.data)}</>;
}

/** An action that runs once at a time, with what came of it. */
export function useAction(): { busy: boolean; problem: Problem | undefined; run: (action: () => Promise<unknown>) => Promise<boolean>; clear: () => void } {
  const [state, setState] = useState<{ busy: boolean; problem?: Problem | undefined }>({ busy: false });
  const run = async (action: () => Promise<unknown>) => {
    if (state.busy) return false;
    setState({ busy: true });
    try {
      await action();
      setState({ busy: false });
      return true;
    } catch (fault) {
      setState({ busy: false, problem: asProblem(fault) });
      return false;
    }
  };
  return { busy: state.busy, problem: state.problem, run, clear: () => setState({ busy: false }) };
}

/** A button that does something at once, and says beside itself why it could not. */
export function Act({ label, kind = 'minor', act }: { label: string; kind?: string; act: () => Promise<unknown> }) {
  const { busy, problem, run } = useAction();
  return <><button type="button" class={kind} disabled={busy} onClick={() => void run(act)}>{label}</button>{problem && <ProblemBox problem={problem} />}</>;
}
