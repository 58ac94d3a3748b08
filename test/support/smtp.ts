import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { freePort } from './boot';
import { leavesOf, type MailPart, readPart } from './read-mail';

/**
 * What the server says to a message for an address: `ok`; a code at RCPT (`450`) or after DATA (`'data 554'`), with words if wanted (`'550 5.1.1 unknown'`);
 * `stall`: no word after DATA; `drop`: the connection breaks off in the middle; `lost`: the message is taken, then the connection breaks off before the answer.
 */
export type SmtpAnswer = 'ok' | 'stall' | 'drop' | 'lost' | number | `${number} ${string}` | `data ${string}`;

export interface ReceivedMail {
  from: string;
  to: string[];
  raw: string;
  root: MailPart;
  subject: string;
  html: string;
  text: string;
  messageId: string;
  attachments: { filename: string; contentType: string; content: string }[];
  /** Every value of a header, decoded. */
  header(name: string): string[];
  /** Number of the connection it came over. */
  connection: number;
}

function refusal(answer: string): Error {
  const [, code = '', words = ''] = /^(\d{3})\s*(.*)$/.exec(answer) ?? [];
  return Object.assign(new Error(words || `scripted ${code}`), { responseCode: Number(code) });
}

function received(from: string, to: string[], bytes: Buffer, connection: number): ReceivedMail {
  const raw = bytes.toString('latin1');
  const root = readPart(raw);
  const leaves = leavesOf(root);
  const header = (name: string) => root.headers.get(name.toLowerCase()) ?? [];
  const bodyOf = (type: string) => leaves.find((leaf) => leaf.type === type && !leaf.headers.get('content-disposition')?.[0]?.startsWith('attachment'))?.body.toString('utf8').replace(/\r\n/g, '\n') ?? '';
  const attachments = leaves
    .filter((leaf) => leaf.parameters['filename'])
    .map((leaf) => ({ filename: leaf.parameters['filename'] ?? '', contentType: leaf.headers.get('content-type')?.[0] ?? '', content: leaf.body.toString('utf8') }));
  return { from, to, raw, root, subject: header('subject')[0] ?? '', html: bodyOf('text/html'), text: bodyOf('text/plain'), messageId: header('message-id')[0] ?? '', attachments, header, connection };
}

/** A real SMTP server that keeps what it gets and answers as it is told. */
export class TestSmtp {
  readonly received: ReceivedMail[] = [];
  /** Connections so far, those open now, and the most at a time. */
  connections = 0;
  open = 0;
  mostOpen = 0;
  /** How often a message for the address was begun. */
  readonly tries = new Map<string, number>();
  /** Waits so long before it takes a message. */
  delayMs = 0;
  private readonly scripts = new Map<string, SmtpAnswer[]>();
  private readonly sockets = new Map<string, Socket>();
  private readonly numbers = new Map<string, number>();
  private server?: SMTPServer;
  private constructor(
    readonly port: number,
    private readonly options: SMTPServerOptions,
  ) {}

  /** Without options: no TLS, no login. `{ disabledCommands: ['AUTH'] }` offers STARTTLS with a certificate nobody trusts. */
  static async start(options: SMTPServerOptions = { disabledCommands: ['AUTH', 'STARTTLS'] }): Promise<TestSmtp> {
    const smtp = new TestSmtp(await freePort(), options);
    await smtp.up();
    return smtp;
  }

  /** For SMTP_URL. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** One answer after the other for messages to `address`; the last one stays. */
  answer(address: string, ...answers: SmtpAnswer[]): void {
    this.scripts.set(address.toLowerCase(), answers);
  }

  to(address: string): ReceivedMail[] {
    return this.received.filter((mail) => mail.to.includes(address));
  }

  /** Listens (again, on the same port). */
  async up(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true, logger: false, disableReverseLookup: true, closeTimeout: 10,
      onRcptTo: ({ address }, session, done) => {
        const key = address.toLowerCase();
        this.tries.set(key, (this.tries.get(key) ?? 0) + 1);
        const answer = this.nextAnswer(key);
        session.user = answer;
        done(/^\d/.test(String(answer)) ? refusal(String(answer)) : null);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (session.user === 'drop') this.sockets.get(session.id)?.destroy();
        });
        stream.on('end', () => {
          const answer = String(session.user);
          if (answer === 'stall') return;
          if (answer.startsWith('data ')) return done(refusal(answer.slice(5)));
          const { mailFrom, rcptTo } = session.envelope;
          setTimeout(() => {
            this.received.push(received(mailFrom ? mailFrom.address : '', rcptTo.map(({ address }) => address), Buffer.concat(chunks), this.numbers.get(session.id) ?? 0));
            if (answer === 'lost') this.sockets.get(session.id)?.destroy();
            else done(null, 'taken');
          }, this.delayMs);
        });
      },
      ...this.options,
      onConnect: (session, done) => {
        this.numbers.set(session.id, ++this.connections);
        this.mostOpen = Math.max(this.mostOpen, ++this.open);
        if (this.options.onConnect) this.options.onConnect.call(server, session, done);
        else done();
      },
      onClose: () => {
        this.open--;
      },
    });
    server.on('error', () => undefined); // connections break off on purpose
    server.on('connect', ({ id }: { id: string }) => {
      const connection = [...server.connections].find((one) => one.id === id);
      if (connection) this.sockets.set(id, connection._socket as Socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(this.port, '127.0.0.1', () => resolve());
    });
    this.server = server;
  }

  /** Stops listening and breaks off every connection. */
  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    for (const { _socket } of server.connections) _socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private nextAnswer(address: string): SmtpAnswer {
    const script = this.scripts.get(address) ?? [];
    return (script.length > 1 ? script.shift() : script[0]) ?? 'ok';
  }
}
