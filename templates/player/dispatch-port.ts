export interface ShellPort {
  tell(message: Record<string, unknown>): void;
}

interface ShellHandlers {
  flush(): Promise<number>;
  stop(reason: string): void;
}

/** A look back at a finished dispatch is a review, not a dispatch session; the shell marks the frames it opens. */
export const isInShell = (): boolean => window.parent !== window && /^#shell(=|$)/.test(window.location.hash);

/** The shell says where it stands; only an origin of the gateway's is believed. */
export function shellOrigin(known: readonly string[]): string {
  const said = new URLSearchParams(window.location.hash.slice(1)).get('shell') ?? '';
  return known.includes(said) ? said : (known[0] ?? '');
}

/** Opens the private line to the shell that frames us; only that origin can receive it. */
export function connectShell(shellOrigin: string, rev: number, handlers: ShellHandlers): ShellPort {
  const channel = new MessageChannel();
  channel.port1.onmessage = ({ data }: MessageEvent<{ kind?: string; id?: unknown; reason?: unknown }>) => {
    if (data?.kind === 'stop') handlers.stop(String(data.reason ?? ''));
    if (data?.kind === 'flush') void handlers.flush().then((flushed) => channel.port1.postMessage({ kind: 'flushed', id: data.id, rev: flushed }));
  };
  if (window.parent !== window) window.parent.postMessage({ courseway: 'player', v: 1, rev }, shellOrigin, [channel.port2]);
  endOfTheWalk();
  // a port outlives its page where window messages do not: the shell learns that the last word went out by beacon (RELAY 1.9)
  window.addEventListener('pagehide', () => channel.port1.postMessage({ kind: 'left' }));
  return { tell: (message) => channel.port1.postMessage(message) };
}

/** Courses look for an API window by window, often without a guard: above us is another origin, where a look throws. So the walk ends here. */
export function endOfTheWalk(): void {
  if (window.parent !== window) Object.defineProperty(window, 'parent', { value: window, configurable: true });
}
