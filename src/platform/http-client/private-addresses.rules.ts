import { BlockList, isIP } from 'node:net';

type Network = readonly [address: string, bits: number];

/** Addresses that are not of the public internet (RFC 6890 and its successors). */
const reserved4: Network[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
];
/** Only 2000::/3 is handed out; in it are tunnels (Teredo, 6to4), which may lead to any IPv4 address, and addresses for books. */
const reserved6: Network[] = [['::', 3], ['4000::', 2], ['8000::', 1], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]];

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** What a connection to `address` really goes to: without a zone, and the IPv4 address of an IPv4-mapped one. */
function plainOf(address: string): string {
  const [bare = ''] = address.split('%');
  if (isIP(bare) !== 6) return bare;
  const [, high, low] = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(new URL(`http://[${bare}]`).hostname) ?? [];
  if (high === undefined || low === undefined) return bare;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(Number.parseInt(high, 16));
  bytes.writeUInt16BE(Number.parseInt(low, 16), 2);
  return bytes.join('.');
}

/** A set of networks, a list for each family: one list for both would hold an IPv4 address against the IPv6 networks too, as an IPv4-mapped one. */
export class Networks {
  private readonly lists = { ipv4: new BlockList(), ipv6: new BlockList() };

  constructor(networks: readonly Network[]) {
    for (const [address, bits] of networks) this.lists[familyOf(address)].addSubnet(address, bits, familyOf(address));
  }

  has(address: string): boolean {
    const plain = plainOf(address);
    return this.lists[familyOf(plain)].check(plain, familyOf(plain));
  }
}

const reserved = new Networks([...reserved4, ...reserved6]);

/** Whether a connection to `address` must be refused, because it is private or reserved and not on the operator's list. */
export function isRefusedAddress(address: string, allowed: Networks): boolean {
  return reserved.has(address) && !allowed.has(address);
}

/** `10.1.2.3`, `10.0.0.0/8`, `[::1]` or `fd00::/8` as a network; undefined for a host name. */
function networkOf(entry: string): Network | undefined {
  const [, address = '', bits] = /^\[?([^[\]/]+)\]?(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const family = isIP(address);
  const widest = family === 6 ? 128 : 32;
  return family && Number(bits ?? widest) <= widest ? [address, Number(bits ?? widest)] : undefined;
}

/** A host name as URLs write it. */
function hostOf(entry: string): string | undefined {
  if (/[\s/:@?#\\*[\]]/.test(entry) || !URL.canParse(`http://${entry}`)) return undefined;
  const { hostname } = new URL(`http://${entry}`);
  return isIP(hostname) ? undefined : hostname;
}

/** OUTGOING_ALLOW as networks and host names, and the entries that are neither. */
export function readAllowed(entries: readonly string[]): { networks: Networks; hosts: ReadonlySet<string>; faults: string[] } {
  const networks = entries.map(networkOf).filter((network) => network !== undefined);
  const rest = entries.filter((entry) => !networkOf(entry));
  const hosts = new Set(rest.map(hostOf).filter((host) => host !== undefined));
  return { networks: new Networks(networks), hosts, faults: rest.filter((entry) => !hostOf(entry)) };
}
