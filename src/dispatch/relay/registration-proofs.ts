import { Injectable } from '@nestjs/common';
import { SignedTokens } from '../../platform/signed-token';
import { hashSecret } from '../package/dispatch-key.rules';
import { proofFromMac } from './pointer.rules';

/** Proofs that go into learners' LMS records: 128 bits nobody can guess without the server's own secret; the database holds only their hash. */
@Injectable()
export class RegistrationProofs {
  constructor(private readonly tokens: SignedTokens) {}

  /** The same seat has the same proof, so that a retried launch hands out the same pointer. */
  of(seatKey: string): { proof: string; hash: string } {
    const proof = proofFromMac(this.tokens.hmac('dispatch-proof', seatKey));
    return { proof, hash: hashSecret(proof) };
  }
}
