import { Injectable } from '@nestjs/common';
import { SealedTexts } from '../platform/sealed-texts';

const purpose = 'application-secret';

/** Secrets of applications, to be read again when a v1 call is signed with one (docs/decisions/0011). */
@Injectable()
export class SealedSecrets {
  constructor(private readonly texts: SealedTexts) {}

  seal(credentialId: string, secret: string): string {
    return this.texts.seal(purpose, credentialId, secret);
  }

  /** Nothing for a secret that was never sealed, or under another SECRET_KEY. */
  open(credentialId: string, sealed: string | null): string | undefined {
    return sealed === null ? undefined : this.texts.open(purpose, credentialId, sealed);
  }
}
