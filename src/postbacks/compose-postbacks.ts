import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { FindPostedInstances, type PostedInstance } from '../registrations/find-posted-instances';
import { TagRegistrations } from '../registrations/tag-registrations';
import { DescribeRegistration } from '../runtime/describe-registration';
import { FindEventTargets } from './events/find-event-targets';
import { FindPostbackTargets } from './find-postback-targets';
import { postbackBody } from './postback-body';
import { hostOf, type PostbackTarget } from './postback-target.rules';
import { type ClaimedRow, type Frozen, isEvent, PostbackRepository } from './postback.repository';
import { PostbackSecrets } from './postback-secrets';

export interface ReadyPostback extends Omit<Frozen, 'sequence'> {
  key: string;
  applicationId: string;
  host: string;
  target: PostbackTarget;
  secrets: readonly string[];
  sequence: number;
  attempts: number;
  tries: number;
}
interface Addressed {
  row: ClaimedRow;
  /** Absent for an event, which is written already. */
  instance?: PostedInstance;
  target?: PostbackTarget;
  tags: readonly string[];
}
type Found = Addressed & { target: PostbackTarget };

/** Writes claimed messages, inside the unit of work that claims them: the first time from the newest state, then the same bytes again; the address and its password as they are now. */
@Injectable()
export class ComposePostbacks {
  private readonly log = new Logger(ComposePostbacks.name);

  constructor(
    private readonly instances: FindPostedInstances,
    private readonly targets: FindPostbackTargets,
    private readonly tags: TagRegistrations,
    private readonly describe: DescribeRegistration,
    private readonly postbacks: PostbackRepository,
    private readonly secrets: PostbackSecrets,
    private readonly eventTargets: FindEventTargets,
    private readonly clock: Clock,
  ) {}

  async run(claimed: readonly ClaimedRow[]): Promise<ReadyPostback[]> {
    const found = await this.find(claimed);
    const fresh = found.filter(({ row }) => row.sequence === null);
    const bodies = await this.postbacks.bodiesOf(found.filter(({ row }) => row.sequence !== null).map(({ row }) => row.postback_key));
    const sequences = await this.postbacks.nextSequences(fresh.map(({ row }) => row.registration_key));
    const secrets = await this.secrets.live([...new Set(found.map(({ row }) => row.application_id))]);
    const ready: ReadyPostback[] = [];
    for (const one of found) {
      const { row, target } = one;
      const frozen = bodies.get(row.postback_key);
      const message = frozen ? { ...frozen, sequence: Number(row.sequence) } : await this.freeze(one, sequences.get(row.registration_key) ?? 1);
      if (!message) continue;
      ready.push({
        key: row.postback_key, applicationId: row.application_id, host: row.host, target, secrets: secrets.get(row.application_id) ?? [], attempts: Number(row.attempts), tries: Number(row.tries),
        sequence: message.sequence, body: message.body, content: message.content,
      });
    }
    return ready;
  }

  /** Those that still have an instance and an address, at the receiver whose turn it is. */
  private async find(claimed: readonly ClaimedRow[]): Promise<Found[]> {
    const all: Found[] = [];
    const gone: string[] = [];
    for (const one of [...(await this.results(claimed.filter((row) => !isEvent(row)))), ...(await this.events(claimed.filter(isEvent)))]) {
      const { row, target } = one;
      if (!target) gone.push(row.postback_key);
      else if (hostOf(target.url) !== row.host) await this.postbacks.move(row.postback_key, hostOf(target.url));
      else all.push({ ...one, target });
    }
    await this.postbacks.end(gone, 'dropped', 'There is no registration or no address for it any more', this.clock.now());
    return all;
  }

  private async results(claimed: readonly ClaimedRow[]): Promise<Addressed[]> {
    const all: Addressed[] = [];
    for (const applicationId of new Set(claimed.map((row) => row.application_id))) {
      const rows = claimed.filter((row) => row.application_id === applicationId);
      const instances = await this.instances.run(applicationId, rows.map((row) => row.instance_key), true);
      const targets = await this.targets.run(applicationId, [...instances.values()]);
      const tags = await this.tags.byKey(applicationId, [...instances.values()].map((one) => one.registration_key));
      const targetOf = new Map([...instances.keys()].map((key, n) => [key, targets[n]]));
      for (const row of rows) all.push({ row, instance: instances.get(row.instance_key), target: targetOf.get(row.instance_key), tags: tags.get(row.registration_key) ?? [] });
    }
    return all;
  }

  private async events(claimed: readonly ClaimedRow[]): Promise<Addressed[]> {
    const targets = await this.eventTargets.run(claimed);
    return claimed.map((row, n) => ({ row, target: targets[n], tags: [] }));
  }

  private async freeze({ row, instance, target, tags }: Found, sequence: number): Promise<Frozen | undefined> {
    if (!instance) return undefined;
    try {
      const message = postbackBody({ row: instance, described: await this.describe.run(instance), tags }, target, sequence);
      await this.postbacks.freeze(row.postback_key, message);
      return message;
    } catch (error) {
      this.log.error(`postback ${row.postback_key} cannot be written: ${error instanceof Error ? error.stack : error}`);
      await this.postbacks.end([row.postback_key], 'dropped', 'The message could not be written', this.clock.now());
      return undefined;
    }
  }
}
