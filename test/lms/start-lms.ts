import { spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ImportedPackage, importPackage } from './import-package';
import { type Call, type LmsKind, type Traits, traitsOf, type VisitBoot } from './traits';

export interface LmsLearner {
  id: string;
  name?: string;
  language?: string;
  mode?: string;
  /** Opens the LMS on a host that browsers trust without https. */
  secureHost?: boolean;
  /** Behind the address of the package's page. */
  query?: string;
}

export interface Lms {
  origin: string;
  traits: Traits;
  package: ImportedPackage;
  /** The page a learner opens; each opening is a visit. */
  launchUrl(learner: LmsLearner): string;
  /** What the LMS has kept of a learner. */
  record(learnerId: string): Record<string, string>;
  /** As an administrator changes a record by hand. */
  edit(learnerId: string, changes: Record<string, string>): void;
  forget(learnerId: string): void;
  /** Every API call of a learner, over all visits, in order. */
  calls(learnerId: string): Call[];
  /** Addresses asked for, and reports of the content security policy. */
  requests: string[];
  violations: string[];
  close(): Promise<void>;
}

let script: string | undefined;

/** The browser's part, bundled once per process, outside of Jest's world. */
function pageScript(): string {
  if (script) return script;
  const done = spawnSync(join(__dirname, '../../node_modules/.bin/esbuild'), [join(__dirname, 'browser/simulator.ts'), '--bundle', '--format=iife', '--target=es2020'], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
  script = done.stdout;
  return script;
}

const types: Record<string, string> = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', xml: 'text/xml', xsd: 'text/xml' };
const style = 'html,body{margin:0;height:100%}iframe{border:0;width:100%;height:100%;display:block}button{font-size:1.5rem;margin:2rem}';

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

interface Kept {
  record?: Record<string, string>;
  /** The newest commit taken: beacons may overtake each other. */
  newest: [visit: number, store: number];
  visits: number;
  calls: Call[];
}

class SimulatedLms {
  readonly learners = new Map<string, Kept>();
  readonly requests: string[] = [];
  readonly violations: string[] = [];

  constructor(readonly traits: Traits, readonly imported: ImportedPackage) {}

  of(learnerId: string): Kept {
    const known = this.learners.get(learnerId) ?? { newest: [0, 0] as [number, number], visits: 0, calls: [] };
    this.learners.set(learnerId, known);
    return known;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://lms.example.test');
    this.requests.push(`${request.method} ${request.url}`);
    const send = (type: string, body: string | Buffer, status = 200) => void response.writeHead(status, { ...this.traits.headers, 'content-type': types[type] ?? 'text/plain' }).end(body);
    if (url.pathname === '/lms/launch') return send('html', this.launchPage(url));
    if (url.pathname === '/lms/simulator.js') return send('js', pageScript());
    if (url.pathname === '/lms/style.css') return send('css', style);
    if (url.pathname === '/lms/middle') return send('html', this.middlePage(url));
    if (url.pathname === '/lms/elsewhere') return send('html', '<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>');
    if (url.pathname === '/lms/calls') return this.take(await bodyOf(request), response);
    if (url.pathname === '/lms/records') return this.keep(await bodyOf(request), response);
    if (url.pathname === '/favicon.ico') return void response.writeHead(204).end();
    if (url.pathname === '/lms/violations') {
      this.violations.push(await bodyOf(request));
      return void response.writeHead(204).end();
    }
    const name = decodeURIComponent(url.pathname.replace(/^\/package\//, ''));
    const file = this.imported.files.get(name);
    return file ? send(name.split('.').at(-1) ?? '', file) : send('', 'not found', 404);
  }

  private launchPage(url: URL): string {
    const learner = JSON.parse(url.searchParams.get('learner') ?? '{}') as Required<Omit<LmsLearner, 'query'>> & LmsLearner;
    const known = this.of(learner.id);
    const boot: VisitBoot = { visit: ++known.visits, learner, traits: this.traits, courseUrl: `/package/${this.imported.href}${learner.query ?? ''}`, ...(known.record ? { kept: known.record } : {}) };
    const json = JSON.stringify(boot).replace(/</g, '\\u003c');
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>LMS</title><link rel="stylesheet" href="/lms/style.css"></head><body><script type="application/json" id="boot">${json}</script><script src="/lms/simulator.js"></script></body></html>`;
  }

  private middlePage(url: URL): string {
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Middle</title><link rel="stylesheet" href="/lms/style.css"></head><body><iframe title="Course" src="http://lms.example.test:${this.port}${url.searchParams.get('to')}"></iframe></body></html>`;
  }
  port = 0;

  private take(body: string, response: ServerResponse): void {
    const { learnerId, visit, call } = JSON.parse(body) as { learnerId: string; visit: number; call: Omit<Call, 'visit'> };
    this.of(learnerId).calls.push({ visit, ...call });
    response.writeHead(204).end();
  }

  private async keep(body: string, response: ServerResponse): Promise<void> {
    const { learnerId, visit, store, record } = JSON.parse(body) as { learnerId: string; visit: number; store: number; record: Record<string, string> };
    const known = this.of(learnerId);
    if (visit > known.newest[0] || (visit === known.newest[0] && store > known.newest[1])) {
      known.record = record;
      known.newest = [visit, store];
    }
    if (this.traits.slowMs) await sleep(this.traits.slowMs);
    response.writeHead(204).end();
  }
}

/** An LMS of that kind on its own site, with the package imported. `traits` changes single habits. */
export async function startLms(kind: LmsKind, { zip, traits }: { zip: Buffer; traits?: Partial<Traits> }): Promise<Lms> {
  const wanted = traitsOf(kind, traits);
  const lms = new SimulatedLms(wanted, await importPackage(zip, wanted.edition));
  const server = createServer((request, response) => {
    lms.answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  lms.port = (server.address() as AddressInfo).port;
  const origin = `http://lms.example.test:${lms.port}`;
  return {
    origin, traits: lms.traits, package: lms.imported, requests: lms.requests, violations: lms.violations,
    launchUrl: ({ secureHost, ...learner }) => `${secureHost ? origin.replace('lms.example.test', 'lms.localhost') : origin}/lms/launch?learner=${encodeURIComponent(JSON.stringify({ name: 'Muster, Anna', ...learner }))}`,
    record: (learnerId) => ({ ...lms.of(learnerId).record }),
    edit: (learnerId, changes) => {
      const known = lms.of(learnerId);
      known.record = { ...known.record, ...changes };
    },
    forget: (learnerId) => {
      lms.of(learnerId).record = undefined;
    },
    calls: (learnerId) => [...lms.of(learnerId).calls].sort((a, b) => a.visit - b.visit || a.seq - b.seq),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
