import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { signInLocked } from './administrators.failures';

const windowSeconds = 15 * 60;
const attemptsOfAccount = 10;
const attemptsOfAddress = 30;

/** An IPv6 network is one guesser: who has one address of it has all of them. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [before = '', after] = address.split('::');
  const groups = before.split(':').filter(Boolean);
  const rest = (after ?? '').split(':').filter(Boolean);
  const all = after === undefined ? groups : [...groups, ...Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest];
  return all.slice(0, 4).join(':');
}

/** How often a secret may be guessed, on this node: by account, known or not, and by network address. */
@Injectable()
export class SignInLimits {
  private readonly accounts = new RateLimiterMemory({ points: attemptsOfAccount, duration: windowSeconds });
  private readonly addresses = new RateLimiterMemory({ points: attemptsOfAddress, duration: windowSeconds });

  /** Counted before the secret is looked at, so that guessing at once does not help. Failures: sign-in-locked. */
  async count(address: string, account: string): Promise<void> {
    await this.take(this.addresses, networkOf(address));
    await this.take(this.accounts, account);
  }

  /** For sign-ins that tell no account before they are right. Failures: sign-in-locked. */
  async visit(address: string): Promise<void> {
    await this.take(this.addresses, networkOf(address));
  }

  async welcome(address: string): Promise<void> {
    await this.addresses.reward(networkOf(address));
  }

  /** It was no guess. */
  async right(address: string, account: string): Promise<void> {
    await this.addresses.reward(networkOf(address));
    await this.accounts.delete(account);
  }

  /** It was half right: does not count, and forgives nothing. */
  async unfinished(address: string, account: string): Promise<void> {
    await this.addresses.reward(networkOf(address));
    await this.accounts.reward(account);
  }

  private async take(limiter: RateLimiterMemory, key: string): Promise<void> {
    const refused = await limiter.consume(key).then(() => undefined, (reason: unknown) => reason);
    if (refused instanceof RateLimiterRes) throw signInLocked(Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
    if (refused) throw refused;
  }
}
