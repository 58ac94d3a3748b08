import { Clock } from '../platform/clock';
import { type Call, type Command, WrongUse } from './command';
import { Journal } from './moving-in/journal';
import { type Move, Stopped } from './moving-in/move';
import { moveCourses } from './moving-in/move-courses';
import { moveDestinations, moveDispatches } from './moving-in/move-dispatching';
import { moveInvitations } from './moving-in/move-invitations';
import { moveRegistrations } from './moving-in/move-registrations';
import { moveConfiguration } from './moving-in/move-settings';
import { ApiFault, ServerApi } from './moving-in/server-api';

/** In the order in which one needs the other. */
const parts: Readonly<Record<string, (move: Move) => Promise<void>>> = {
  configuration: moveConfiguration, courses: moveCourses, destinations: moveDestinations, dispatches: moveDispatches, registrations: moveRegistrations, invitations: moveInvitations,
};
const usualRate = 10;
const usualPauseMs = 1000;
/** How often an import job is looked at. */
const shortestLookMs = 250;

function required({ options }: Call, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || !value) throw new WrongUse(`--${name} is required; it is: courseway ${importFromScormCloud.usage}`);
  return value;
}

function secretOf({ environment }: Call, name: string, of: string): string {
  const secret = environment[name];
  if (!secret) throw new WrongUse(`set ${name} in the environment to the secret of ${of}; a secret given as an argument can be read by everybody on the machine`);
  return secret;
}

/** The address of an API, without what somebody may have pasted along. */
function baseOf(name: string, text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new WrongUse(`--${name} has to be an address such as https://cloud.scorm.com/api/v2`);
  const { username, password, search, origin, pathname } = new URL(text);
  if (username || password || search) throw new WrongUse(`--${name} may have no credentials and no parameters`);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

/** Whether what is sent there can be read on the way. */
const isOpen = (base: string) => new URL(base).protocol === 'http:' && !/^(localhost|127\.|\[::1\])/.test(new URL(base).hostname);

function rateOf(text: string | boolean | undefined): number {
  const rate = Number(text ?? usualRate);
  if (!(rate >= 0)) throw new WrongUse('--rate is a number of requests a second; 0 is without limit');
  return rate;
}

function partsOf(text: string | boolean | undefined): string[] {
  const asked = typeof text === 'string' ? text.split(',').map((one) => one.trim()).filter(Boolean) : Object.keys(parts);
  const strange = asked.find((one) => !Object.hasOwn(parts, one));
  if (strange !== undefined || !asked.length) throw new WrongUse(`--only takes ${Object.keys(parts).join(', ')}`);
  return Object.keys(parts).filter((one) => asked.includes(one));
}

function moveOf(call: Call, firstPauseMs: number): Move {
  const { options, out } = call;
  const clock = new Clock();
  const [app, into] = [required(call, 'app'), required(call, 'into')];
  const from = baseOf('from', required(call, 'from'));
  const to = baseOf('to', typeof options['to'] === 'string' ? options['to'] : `${call.config().publicUrl}/api/v2`);
  if (from === to && app === into) throw new WrongUse('source and target are the same application');
  const source = { name: 'source', base: from, applicationId: app, secret: secretOf(call, 'SCORM_CLOUD_SECRET', `${app} at the source`), perSecond: rateOf(options['rate']), firstPauseMs } as const;
  const target = { name: 'target', base: to, applicationId: into, secret: secretOf(call, 'COURSEWAY_SECRET', `${into} at the target`), perSecond: 0, firstPauseMs } as const;
  for (const server of [source, target]) if (isOpen(server.base)) out.fault(`note: ${server.base} is not https, so the secret and what learners did travel in the clear`);
  const name = (text: string) => text.replace(/[^a-z0-9.-]+/gi, '-').slice(0, 60);
  const folder = call.path(typeof options['journal'] === 'string' ? options['journal'] : `moved-${name(new URL(from).host)}-${name(app)}-to-${name(into)}`);
  const journal = new Journal(folder, () => clock.now());
  return {
    source: new ServerApi(source, clock), target: new ServerApi(target, clock), from: `${journal.name} ${from} ${app}`, journal, out, dryRun: options['dry-run'] === true,
    newestOnly: options['newest-only'] === true, refresh: options['refresh'] === true, sender: typeof options['sender'] === 'string' ? options['sender'] : undefined, pollMs: Math.min(firstPauseMs, shortestLookMs), now: () => clock.now(), tallies: new Map(), packages: { done: 0, bytes: 0 },
  };
}

function tell({ out, tallies, dryRun, journal }: Move, isWhole: boolean): number {
  for (const [title, { moved, known, there, failed, noted }] of tallies)
    out.line([`${title}: ${moved} ${dryRun ? 'to move' : 'moved'}`, known && `${known} moved before`, there && `${there} there already and left`, failed && `${failed} FAILED`, noted && `${noted} with notes`].filter(Boolean).join(', '));
  const failed = [...tallies.values()].reduce((sum, one) => sum + one.failed, 0);
  if (!dryRun) out.line(`${journal.file} says what became of each`);
  if (failed) out.line('What failed is tried again when the same command is called again');
  return failed || !isWhole ? 1 : 0;
}

/** @param firstPauseMs before a request that failed is sent again; each further pause is twice as long */
export async function moveIn(call: Call, firstPauseMs = usualPauseMs): Promise<0 | 1> {
  const asked = partsOf(call.options['only']);
  const move = moveOf(call, firstPauseMs);
  let isWhole = true;
  try {
    for (const server of [move.source, move.target]) await server.greet();
    for (const part of asked) await parts[part]?.(move);
  } catch (fault) {
    if (!(fault instanceof Stopped) && !(fault instanceof ApiFault)) throw fault;
    call.out.fault(fault.message);
    isWhole = false;
  }
  return tell(move, isWhole) ? 1 : 0;
}

export const importFromScormCloud: Command = {
  usage: 'import-from-scorm-cloud --from <url> --app <id> --into <id> [--to <url>] [--only <parts>] [--dry-run] [--rate <n>] [--newest-only] [--refresh] [--sender <mail>] [--journal <folder>]',
  what: 'brings courses, dispatches, registrations and invitations of an application over the v2 API (docs/import-from-scorm-cloud.md)',
  takes: 0,
  options: ['from', 'app', 'into', 'to', 'only', 'dry-run', 'rate', 'newest-only', 'refresh', 'sender', 'journal'],
  run: (call) => moveIn(call),
};
