import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';
import { type Cmi5Session, faultsOf, meets, sessionIdExtension, type Statement, verbOf } from './cmi5-statements';
import { readZip } from './read-zip';

const schema = readFileSync(join(__dirname, 'cmi5/CourseStructure.xsd'), 'utf8');
const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
const unescaped = (text: string) => text.replace(/&(amp|lt|gt|quot|#x27|#x3D);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#x3D': '=' })[name] ?? '');

/** The problems that the schema of cmi5 finds in a course structure. */
export async function structureFaults(xml: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: [{ fileName: 'cmi5.xml', contents: xml }], schema: [{ fileName: 'CourseStructure.xsd', contents: schema }] });
  return errors.map(({ message }) => message);
}

interface Launch {
  name?: string;
  homePage?: string;
  mode?: 'Normal' | 'Browse' | 'Review';
  masteryScore?: number;
  language?: string;
  /** Other addresses than those of this LMS. */
  endpoint?: string;
  fetch?: string;
}

/** The LMS's side of cmi5: imports a course structure, launches, and is the LRS that takes the statements, strictly. What breaks a clause is a fault and is refused. */
export class Cmi5Lms {
  readonly faults: string[] = [];
  /** Accepted statements by learner, in their order, as `verb` or `verb score`. */
  readonly statements = new Map<string, string[]>();
  isAway = false;
  turnedAway = 0;
  /** Statements that came again under an id that is known. */
  repeated = 0;
  /** The next statements are stored, but the answer is lost. */
  losesAnswers = 0;
  au = { id: '', url: '', moveOn: '', launchMethod: '' };
  private readonly registrations = new Map<string, string>();
  private readonly sessions: Cmi5Session[] = [];
  private readonly fetches = new Map<string, { token: string; used: boolean }>();
  private readonly states = new Map<string, string>();
  private readonly languages = new Map<string, string>();
  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<Cmi5Lms> {
    const server = createServer();
    const lms = new Cmi5Lms(server);
    server.on('request', (request, response) => void lms.answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return lms;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  get activityId(): string {
    return `https://lms.example/activities/${encodeURIComponent(this.au.id)}`;
  }

  async import(zip: Buffer): Promise<void> {
    const xml = (await readZip(zip)).get('cmi5.xml')?.toString('utf8') ?? '';
    const faults = await structureFaults(xml);
    if (faults.length) throw new Error(`not a course structure: ${faults.join('; ')}`);
    const of = (pattern: RegExp) => unescaped(pattern.exec(xml)?.[1] ?? '');
    this.au = { id: of(/<au [^>]*\bid="([^"]*)"/), url: of(/<url>([^<]*)<\/url>/), moveOn: of(/moveOn="(\w+)"/), launchMethod: of(/launchMethod="(\w+)"/) };
    if (!/^https?:\/\//.test(this.au.url)) throw new Error('the address is not fully qualified');
  }

  /** Whether the LMS considers the learner done. */
  isSatisfied(learner: string): boolean {
    return meets(this.au.moveOn, this.enrolmentOf(this.registrations.get(learner) ?? ''));
  }

  /** The learner begins a new enrolment. */
  enrolAnew(learner: string): void {
    this.registrations.delete(learner);
  }

  /** The address that opens the AU for a learner (cmi5 8.1); an active session of the enrolment is abandoned (9.3.6). */
  launch(learner: string, { name = 'Anna Lee', homePage = 'https://lms.example', mode = 'Normal', masteryScore, language = 'en-US,fr', ...other }: Launch = {}): string {
    const registration = this.registrations.get(learner) ?? randomUUID();
    this.registrations.set(learner, registration);
    for (const session of this.sessions) if (session.registration === registration && !session.ended) session.abandoned = true;
    const actor = { objectType: 'Agent', name, account: { homePage, name: learner } };
    const session: Cmi5Session = {
      id: randomUUID(), token: Buffer.from(`${learner}:${randomUUID()}`).toString('base64'), actor, registration, activityId: this.activityId, publisherId: this.au.id, launchMode: mode, ...(masteryScore === undefined ? {} : { masteryScore }), ended: false, abandoned: false, accepted: [],
    };
    this.sessions.push(session);
    const key = randomUUID();
    this.fetches.set(key, { token: session.token, used: false });
    this.languages.set(JSON.stringify(actor), language);
    const template = { language: 'en', contextActivities: { grouping: [{ id: this.au.id }] }, extensions: { [sessionIdExtension]: session.id, 'https://lms.example/ext': 'kept' } };
    const data = { contextTemplate: template, launchMode: mode, launchParameters: '', moveOn: this.au.moveOn, returnURL: `${this.address}/returned`, ...(masteryScore === undefined ? {} : { masteryScore }) };
    this.states.set(this.stateKey(session, 'LMS.LaunchData'), JSON.stringify(data));
    const query = new URLSearchParams({ endpoint: other.endpoint ?? `${this.address}/lrs/`, fetch: other.fetch ?? `${this.address}/fetch?k=${key}`, actor: JSON.stringify(actor), registration, activityId: this.activityId });
    return `${this.au.url}?${query}`;
  }

  pageFor(learner: string, launch: Launch = {}): string {
    return `http://lms.example.test:${new URL(this.address).port}/play?at=${encodeURIComponent(this.launch(learner, launch))}`;
  }

  private stateKey({ activityId, actor, registration }: Pick<Cmi5Session, 'activityId' | 'actor' | 'registration'>, stateId: string): string {
    return JSON.stringify([activityId, actor, registration, stateId]);
  }

  private enrolmentOf(registration: string): Statement[] {
    return this.sessions.filter((session) => session.registration === registration).flatMap(({ accepted }) => accepted);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? '/', this.address);
    if (this.isAway && url.pathname !== '/play') {
      this.turnedAway++;
      return void response.writeHead(503).end('away');
    }
    if (url.pathname === '/fetch') return this.giveToken(request, url, response);
    if (url.pathname.startsWith('/lrs/')) return this.lrs(request, url, Buffer.concat(parts).toString('utf8'), response);
    const page = url.pathname === '/returned' ? '<!doctype html><title>Back</title><h1>Back in the LMS</h1>' : `<!doctype html><html lang="en"><title>LMS</title><h1>LMS</h1><iframe title="AU" width="1000" height="700" src="${escaped(url.searchParams.get('at') ?? 'about:blank')}"></iframe>`;
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  }

  /** Once for each launch (cmi5 8.2). */
  private giveToken(request: IncomingMessage, url: URL, response: ServerResponse): void {
    const known = this.fetches.get(url.searchParams.get('k') ?? '');
    const isFirst = request.method === 'POST' && known && !known.used;
    if (!isFirst) this.faults.push(`a token was asked for by ${request.method}, or again`);
    const told = isFirst ? { 'auth-token': known.token } : { 'error-code': '1', 'error-text': 'Already in Use' };
    if (known) known.used = true;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told));
  }

  private lrs(request: IncomingMessage, url: URL, body: string, response: ServerResponse): void {
    const refuse = (status: number, why: string) => {
      this.faults.push(`${request.method} ${url.pathname}: ${why}`);
      response.writeHead(status, { 'content-type': 'text/plain' }).end(why);
    };
    const session = this.sessions.find(({ token }) => request.headers.authorization === `Basic ${token}`);
    if (!session) return refuse(401, 'no such token');
    if (!/^1\.0\.\d$/.test(String(request.headers['x-experience-api-version']))) return refuse(400, 'no version of xAPI');
    const resource = url.pathname.replace('/lrs/', '');
    if (resource === 'activities/state') return this.state(request, url, body, response, session);
    if (resource === 'agents/profile') {
      if (url.searchParams.get('profileId') !== 'cmi5LearnerPreferences' || url.searchParams.get('agent') !== JSON.stringify(session.actor)) return refuse(403, 'not the profile of the learner');
      const language = this.languages.get(JSON.stringify(session.actor));
      return void (language ? response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ languagePreference: language })) : response.writeHead(404).end());
    }
    if (resource !== 'statements' || request.method !== 'POST' || !/^application\/json/.test(request.headers['content-type'] ?? '')) return refuse(400, 'no such resource');
    this.take(JSON.parse(body) as Statement, session, response, refuse);
  }

  private state(request: IncomingMessage, url: URL, body: string, response: ServerResponse, session: Cmi5Session): void {
    const of = (name: string) => url.searchParams.get(name) ?? '';
    const isOwn = of('activityId') === session.activityId && of('agent') === JSON.stringify(session.actor) && of('registration') === session.registration;
    const key = this.stateKey(session, of('stateId'));
    if (!isOwn || (request.method !== 'GET' && of('stateId') === 'LMS.LaunchData')) {
      this.faults.push(`a state of others: ${request.method} ${of('stateId')}`);
      return void response.writeHead(403).end();
    }
    if (request.method === 'POST') this.states.set(key, body);
    const known = this.states.get(key);
    if (request.method === 'POST') return void response.writeHead(204).end();
    response.writeHead(known === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(known);
  }

  private take(one: Statement, session: Cmi5Session, response: ServerResponse, refuse: (status: number, why: string) => void): void {
    const answer = (status: number) => {
      if (this.losesAnswers > 0) {
        this.losesAnswers--;
        return void response.destroy();
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify([one.id]));
    };
    if (this.sessions.some(({ accepted }) => accepted.some(({ id }) => id === one.id))) {
      this.repeated++;
      return answer(409);
    }
    const faults = faultsOf(one, session, this.enrolmentOf(session.registration));
    if (faults.length) return refuse(session.abandoned || session.ended ? 403 : 400, `${verbOf(one)} breaks ${faults.join(', ')}`);
    session.accepted.push(one);
    if (verbOf(one) === 'terminated') session.ended = true;
    const learner = (session.actor as { account: { name: string } }).account.name;
    const scaled = one.result?.score?.scaled;
    this.statements.set(learner, [...(this.statements.get(learner) ?? []), `${verbOf(one)}${scaled === undefined ? '' : ` ${scaled}`}`]);
    answer(200);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
