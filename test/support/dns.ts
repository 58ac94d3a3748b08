import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';

const typeTxt = 16;
const noSuchName = 3;

/** The name asked for, and where the question ends. */
function questionOf(packet: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let size = packet[at] ?? 0; size > 0; size = packet[at] ?? 0) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + size));
    at += size + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}

function textRecord(text: string): Buffer {
  const pieces = (text.match(/.{1,255}/gs) ?? ['']).map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece, 'latin1')]));
  const data = Buffer.concat(pieces);
  const head = Buffer.from([0xc0, 12, 0, typeTxt, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255]);
  return Buffer.concat([head, data]);
}

/** A real name server over UDP that knows TXT records. */
export class TestDns {
  private constructor(
    private readonly socket: Socket,
    readonly texts: Map<string, string[]>,
  ) {}

  static async start(texts: Record<string, string[]>): Promise<TestDns> {
    const socket = createSocket('udp4');
    const dns = new TestDns(socket, new Map(Object.entries(texts)));
    socket.on('message', (packet, from) => socket.send(dns.answer(packet), from.port, from.address));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return dns;
  }

  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  down(): Promise<void> {
    return new Promise((resolve) => this.socket.close(resolve));
  }

  private answer(packet: Buffer): Buffer {
    const { name, end } = questionOf(packet);
    const known = this.texts.get(name);
    const isTxt = packet.readUInt16BE(end - 4) === typeTxt;
    const records = isTxt ? (known ?? []).map(textRecord) : [];
    const head = Buffer.from(packet.subarray(0, end));
    head.writeUInt16BE(0x8180 | (known ? 0 : noSuchName), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(records.length, 6);
    head.writeUInt32BE(0, 8);
    return Buffer.concat([head, ...records]);
  }
}
