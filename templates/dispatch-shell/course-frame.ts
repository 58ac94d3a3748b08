export type PlayerMessage = { kind: 'changed' } | { kind: 'exit' } | { kind: 'saved' } | { kind: 'offline' } | { kind: 'left' };

interface CourseEvents {
  connected(): void;
  message(message: PlayerMessage): void;
}

const known = ['changed', 'exit', 'saved', 'offline', 'left'] as const;

/** The player on the content site in a frame. Its word leads to a question at the gateway, never to a result. */
export class CourseFrame {
  readonly element = document.createElement('iframe');
  private port: MessagePort | undefined;
  private flushes = 0;
  private readonly flushed = new Map<number, (done: boolean) => void>();

  constructor(private readonly contentOrigin: string, private readonly events: CourseEvents) {
    this.element.className = 'course';
    this.element.allow = 'fullscreen; autoplay; encrypted-media; clipboard-write';
    this.element.allowFullscreen = true;
    window.addEventListener('message', this.onWindowMessage);
  }

  open(playUrl: string, title: string): void {
    this.element.title = title;
    this.element.src = `${playUrl}#shell=${encodeURIComponent(location.origin)}`;
  }

  /** Everything the player holds, saved; false when it did not answer in time. */
  flush(withinMs: number): Promise<boolean> {
    if (!this.port) return Promise.resolve(false);
    const id = ++this.flushes;
    this.port.postMessage({ kind: 'flush', id });
    return new Promise((resolve) => {
      this.flushed.set(id, resolve);
      setTimeout(() => resolve(false), withinMs);
    });
  }

  get isConnected(): boolean {
    return this.port !== undefined;
  }

  stop(reason: string): void {
    this.port?.postMessage({ kind: 'stop', reason });
  }

  close(): void {
    window.removeEventListener('message', this.onWindowMessage);
    this.port?.close();
    this.port = undefined;
    this.element.remove();
  }

  private readonly onWindowMessage = (event: MessageEvent<{ courseway?: unknown } | null>): void => {
    const port = event.ports[0];
    if (!port || event.origin !== this.contentOrigin || event.source !== this.element.contentWindow || event.data?.courseway !== 'player') return;
    this.port?.close();
    this.port = port;
    port.onmessage = ({ data }: MessageEvent<{ kind?: unknown; id?: unknown } | null>) => {
      if (data?.kind === 'flushed') this.flushed.get(Number(data.id))?.(true);
      const kind = known.find((word) => word === data?.kind);
      if (kind) this.events.message({ kind });
    };
    this.events.connected();
  };
}
