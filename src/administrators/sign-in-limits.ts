import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { signInLocked } from './administrators.failures';

const windowSeconds = 15 * 60;
const attemptsOfAccount = 10;
const attemptsOfAddress = 30;

/** How often a secret may be guessed, on this node: by account, known or not, and by network address. */
@Injectable()
export class SignInLimits {
  private readonly accounts = new RateLimiterMemory({ points: attemptsOfAccount, duration: windowSeconds });
  private readonly addresses = new RateLimiterMemory({ points: attemptsOfAddress, duration: windowSeconds });

  /** Counted before the secret is looked at, so that guessing at once does not help. Failures: sign-in-locked. */
  async count(address: string, account: string): Promise<void> {
    await this.take(this.addresses, address);
    await this.take(this.accounts, account);
  }

  /** It was no guess. */
  async right(address: string, account: string): Promise<void> {
    await this.addresses.reward(address);
    await this.accounts.delete(account);
  }

  /** It was half right: does not count, and forgives nothing. */
  async unfinished(address: string, account: string): Promise<void> {
    await this.addresses.reward(address);
    await this.accounts.reward(account);
  }

  private async take(limiter: RateLimiterMemory, key: string): Promise<void> {
    const refused = await limiter.consume(key).then(() => undefined, (reason: unknown) => reason);
    if (refused instanceof RateLimiterRes) throw signInLocked(Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
    if (refused) throw refused;
  }
}
