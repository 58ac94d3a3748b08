import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readZip } from './read-zip';

/** What the LMS keeps of one learner, in the words of its own data. */
export interface AiccRecord {
  id: string;
  name: string;
  status: string;
  score: string;
  location: string;
  kept: string;
  seconds: number;
}
interface Session {
  learner: string;
  asked: boolean;
  ended: boolean;
  seconds: number;
}

const statuses: Record<string, string> = { p: 'Passed', c: 'Completed', f: 'Failed', i: 'Incomplete', b: 'Browsed' };
const quoted = (text: string) => text.split('\r\n').filter(Boolean).map((row) => [...row.matchAll(/"([^"]*)"(?:,|$)/g)].map(([, value = '']) => value));
const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** The LMS's side of AICC: it imports descriptor files, launches, and speaks HACP strictly (AICC CMI Guidelines 4.0). What is against them is a fault. */
export class AiccLms {
  readonly records = new Map<string, AiccRecord>();
  readonly faults: string[] = [];
  /** Commands as they came, with the learner. */
  readonly log: string[] = [];
  /** What HACP answers next, before it is itself again. */
  answers: ((response: ServerResponse) => void)[] = [];
  mode = 'Normal';
  isAway = false;
  turnedAway = 0;
  launchUrl = '';
  title = '';
  private readonly sessions = new Map<string, Session>();
  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<AiccLms> {
    const server = createServer();
    const lms = new AiccLms(server);
    server.on('request', (request, response) => void lms.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return lms;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }
  get hacpUrl(): string {
    return `http://127.0.0.1:${this.port}/hacp`;
  }

  /** Reads the four descriptor files as strictly as the guidelines ask. */
  async import(zip: Buffer): Promise<void> {
    const files = new Map([...(await readZip(zip))].map(([name, body]) => [name, body.toString('utf8')]));
    const names = [...files.keys()];
    const bases = new Set(names.map((name) => name.replace(/\.\w+$/, '')));
    if (bases.size !== 1 || names.map((name) => name.split('.')[1]).sort().join() !== 'au,crs,cst,des') throw new Error(`not the four files of one course: ${names.join()}`);
    const file = (extension: string) => files.get(`${[...bases][0]}.${extension}`) ?? '';
    for (const name of ['Course_Creator', 'Course_ID', 'Course_System', 'Course_Title', 'Level', 'Max_Fields_CST', 'Total_AUs', 'Total_Blocks', 'Version']) if (!new RegExp(`^${name}=.+\r$`, 'm').test(file('crs'))) throw new Error(`the .crs lacks ${name}`);
    const [heads = [], unit = [], ...more] = quoted(file('au'));
    if (more.length || heads.length !== unit.length) throw new Error(`the .au is not one unit of ${heads.length} fields`);
    const au = Object.fromEntries(heads.map((head, i) => [head.toLowerCase(), unit[i] ?? '']));
    const [, described = []] = quoted(file('des'));
    const [, structure = []] = quoted(file('cst'));
    if (described[0] !== au['system_id'] || structure.join() !== `Root,${au['system_id']}`) throw new Error('the .des or the .cst speaks of another unit');
    if (!/^https?:\/\/\S{1,240}$/.test(au['file_name'] ?? '')) throw new Error(`not a launch address: ${au['file_name']}`);
    this.launchUrl = `${au['file_name']}?${au['web_launch'] ? `${au['web_launch']}&` : ''}`;
    this.title = described[2] ?? '';
  }

  /** The address that opens the unit for a learner. */
  launch(id: string, name = 'Lee, Anna', changes: { url?: string } = {}): string {
    if (!this.records.has(id)) this.records.set(id, { id, name, status: 'Not attempted', score: '', location: '', kept: '', seconds: 0 });
    const sid = randomUUID();
    this.sessions.set(sid, { learner: id, asked: false, ended: false, seconds: 0 });
    return `${this.launchUrl}AICC_SID=${sid}&AICC_URL=${encodeURIComponent(changes.url ?? this.hacpUrl)}`;
  }

  /** A page of the LMS that frames the unit. */
  pageFor(id: string): string {
    return `http://lms.example.test:${this.port}/play?at=${encodeURIComponent(this.launch(id))}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? '/', 'http://lms');
    if (url.pathname !== '/hacp') {
      const frame = `<!doctype html><html lang="en"><title>LMS</title><h1>LMS</h1><iframe title="Unit" width="1000" height="700" src="${escaped(url.searchParams.get('at') ?? 'about:blank')}"></iframe>`;
      return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(frame);
    }
    if (this.isAway) {
      this.turnedAway++;
      return void response.writeHead(503).end('away');
    }
    const planned = this.answers.shift();
    if (planned) return planned(response);
    response.writeHead(200, { 'content-type': 'text/plain' }).end(this.hacp(request, Buffer.concat(parts).toString('utf8')));
  }

  private hacp(request: IncomingMessage, body: string): string {
    const say = (error: number, text: string, data = '') => `error=${error}\r\nerror_text=${text}\r\nversion=4.0\r\naicc_data=${data}`;
    const refuse = (error: number, text: string) => {
      this.faults.push(`${text}: ${body.slice(0, 500)}`);
      return say(error, text);
    };
    if (request.method !== 'POST' || !/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')) return refuse(1, 'not a form by POST');
    const form = new URLSearchParams(body);
    const of = (wanted: string) => [...form].find(([name]) => name.toLowerCase() === wanted)?.[1];
    const session = this.sessions.get(of('session_id') ?? '');
    const command = of('command')?.toLowerCase() ?? '';
    if (!of('version')) return refuse(1, 'no version');
    if (!session || session.ended) return refuse(3, 'Invalid session');
    const record = this.records.get(session.learner) as AiccRecord;
    this.log.push(`${command} ${record.id}`);
    if (command === 'getparam') {
      session.asked = true;
      const flag = record.status === 'Not attempted' ? 'A' : 'R';
      const core = `[Core]\r\nStudent_ID=${record.id}\r\nStudent_Name=${record.name}\r\nOutput_File=\r\nLesson_Location=${record.location}\r\nCredit=C\r\nLesson_Status=${record.status},${flag}\r\nScore=${record.score}\r\nTime=00:00:00\r\nLesson_Mode=${this.mode}\r\n`;
      return say(0, 'Successful', `${core}[Core_Lesson]\r\n${record.kept}\r\n[Core_Vendor]\r\n\r\n[Student_Preferences]\r\nLanguage=English\r\n`);
    }
    if (!session.asked) return refuse(1, 'GetParam must come first');
    if (command === 'exitau') {
      session.ended = true;
      record.seconds += session.seconds;
      return say(0, 'Successful');
    }
    if (command !== 'putparam') return refuse(1, `no such command: ${command}`);
    const fault = this.put(record, session, of('aicc_data') ?? '');
    return fault ? refuse(4, fault) : say(0, 'Successful');
  }

  /** Takes the whole of a PutParam or nothing. */
  private put(record: AiccRecord, session: Session, data: string): string | undefined {
    const [, core = '', kept] = /^\[core\]\r\n([\s\S]*?)\[core_lesson\]\r\n([\s\S]*)\r\n$/i.exec(data) ?? [];
    if (!core || kept === undefined) return 'no groups Core and Core_Lesson';
    const fields = new Map(core.split('\r\n').filter(Boolean).map((line): [string, string] => [line.split('=')[0]?.toLowerCase() ?? '', line.slice(line.indexOf('=') + 1)]));
    for (const name of ['lesson_location', 'lesson_status', 'time']) if (!fields.has(name)) return `no ${name}`;
    const [word = '', flag = ''] = (fields.get('lesson_status') ?? '').split(',');
    const status = statuses[word.charAt(0).toLowerCase()];
    if (!status || (flag && !/^[tls]/i.test(flag))) return `not a lesson_status: ${fields.get('lesson_status')}`;
    const time = /^(\d{2,4}):(\d\d):(\d\d)(\.\d{1,2})?$/.exec(fields.get('time') ?? '');
    if (!time) return `not a time: ${fields.get('time')}`;
    const score = fields.get('score');
    if (score !== undefined && !/^\d{1,3}(\.\d{1,2})?,100,0$/.test(score)) return `not a score: ${score}`;
    if ((fields.get('lesson_location') ?? '').length > 255 || kept.length > 4096) return 'too long';
    Object.assign(record, { status, location: fields.get('lesson_location') ?? '', kept: kept.trim(), ...(score === undefined ? {} : { score: score.split(',')[0] }) });
    session.seconds = Number(time[1]) * 3600 + Number(time[2]) * 60 + Number(time[3]);
    this.log[this.log.length - 1] += ` ${status}${score === undefined ? '' : ` ${score.split(',')[0]}`}`;
    return undefined;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
