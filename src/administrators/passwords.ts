import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { passwordFault } from '../platform/password.rules';
import { passwordRefused } from './administrators.failures';

/** OWASP's second choice of argon2id: 19 MiB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes of passwords that people chose. */
@Injectable()
export class Passwords {
  private decoy?: Promise<string>;

  /** Failures: password-refused. */
  hash(password: string, email: string): Promise<string> {
    const fault = passwordFault(password, email);
    if (fault) throw passwordRefused(fault);
    return hash(password, cost);
  }

  /** Takes the same time where there is no password: nobody learns from it which addresses are known. */
  async matches(password: string, known: string | null | undefined): Promise<boolean> {
    this.decoy ??= hash(randomBytes(24), cost);
    const isRight = await verify(known ?? (await this.decoy), password);
    return isRight && Boolean(known);
  }
}
