import { createHash } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../clock';
import { UnitOfWork } from '../database/unit-of-work';
import { keyReused, requestInProgress } from '../failure';
import { randomSecret } from '../random-ids';
import { Upkeep } from '../upkeep';
import { SealedTexts } from '../sealed-texts';
import { AnsweredRequestRepository, type RequestKey } from './answered-request.repository';

export interface KeyedRequest {
  applicationId: string;
  /** The caller's word for this request. */
  key: string;
  /** All that makes the request what it is: method, address, body. */
  content: string;
  /** The work is nothing but database work, so it and the key are committed together. */
  isOneUnit: boolean;
}
export interface Answer {
  body?: unknown;
  headers: Record<string, string>;
}

const keptMs = 24 * 3_600_000;
/** The longest that work outside one unit may take before its key is given up. */
const lockMs = 15 * 60_000;
const pruneEveryMs = 600_000;
const pruneAtOnce = 200;
const purpose = 'answered-request';
const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

/**
 * Does the work of a request once, whatever number of times it is sent with the same key within 24 hours, and answers the repeats as the first.
 * What fails leaves no trace: the same key may be tried again. Failures: idempotency-key-reused, request-in-progress, and those of the work.
 */
@Injectable()
export class AnswerOnce implements OnApplicationBootstrap {
  private readonly log = new Logger(AnswerOnce.name);

  constructor(
    private readonly unit: UnitOfWork,
    private readonly requests: AnsweredRequestRepository,
    private readonly sealed: SealedTexts,
    private readonly clock: Clock,
    private readonly upkeep: Upkeep,
  ) {}

  onApplicationBootstrap(): void {
    this.upkeep.every(pruneEveryMs, 'answered requests', () => this.prune());
  }

  async run(request: KeyedRequest, work: () => Promise<Answer>): Promise<{ answer: Answer; isRepeat: boolean }> {
    const [of, fingerprint, owner] = [{ applicationId: request.applicationId, keyHash: hashOf(request.key) }, hashOf(request.content), randomSecret(18)];
    return request.isOneUnit ? this.together(of, fingerprint, owner, work) : this.apart(of, fingerprint, owner, work);
  }

  /** Key and work in one transaction: whoever comes meanwhile waits for it, and a crash leaves neither. */
  private together(of: RequestKey, fingerprint: string, owner: string, work: () => Promise<Answer>) {
    return this.unit.run(async () => {
      const known = await this.takeOrFind(of, fingerprint, owner);
      if (known) return known;
      const answer = await work();
      await this.requests.keepAnswer(of, owner, this.seal(of, answer));
      return { answer, isRepeat: false };
    });
  }

  /** The work takes a file or asks another server, so it may not hold a transaction: the key is locked while it goes on. */
  private async apart(of: RequestKey, fingerprint: string, owner: string, work: () => Promise<Answer>) {
    const known = await this.unit.run(() => this.takeOrFind(of, fingerprint, owner));
    if (known) return known;
    try {
      const answer = await work();
      await this.unit.run(() => this.requests.keepAnswer(of, owner, this.seal(of, answer)));
      return { answer, isRepeat: false };
    } catch (error) {
      await this.unit.run(() => this.requests.giveBack(of, owner)).catch((fault) => this.log.error(fault));
      throw error;
    }
  }

  /** Nothing when the key is now ours; else the answer that was given. */
  private async takeOrFind(of: RequestKey, fingerprint: string, owner: string): Promise<{ answer: Answer; isRepeat: true } | undefined> {
    const now = this.clock.now();
    await this.requests.removeStale(of, now - keptMs, now);
    if (await this.requests.take(of, { fingerprint, owner, lockedUntil: now + lockMs, now })) return undefined;
    const known = await this.requests.find(of);
    if (!known) throw requestInProgress(); // it was given back in between
    if (known.fingerprint !== fingerprint) throw keyReused();
    if (known.answer === null) throw requestInProgress();
    return { answer: this.unseal(of, known.answer), isRepeat: true };
  }

  private seal(of: RequestKey, answer: Answer): string {
    return this.sealed.seal(purpose, `${of.applicationId} ${of.keyHash}`, JSON.stringify(answer));
  }

  private unseal(of: RequestKey, text: string): Answer {
    const opened = this.sealed.open(purpose, `${of.applicationId} ${of.keyHash}`, text);
    if (opened === undefined) throw keyReused(); // sealed under another SECRET_KEY: what was answered cannot be told any more
    return JSON.parse(opened) as Answer;
  }

  private async prune(): Promise<void> {
    for (let removed = pruneAtOnce; removed === pruneAtOnce; ) removed = await this.unit.run(() => this.requests.removeBefore(this.clock.now() - keptMs, pruneAtOnce));
  }
}
