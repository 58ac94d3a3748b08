import { Injectable } from '@nestjs/common';
import { SealedTexts } from '../platform/sealed-texts';

const purpose = 'issuer-secret';

/** Secrets that issuers of external tokens share with a key, to be read again when a token is checked. */
@Injectable()
export class IssuerSecrets {
  constructor(private readonly texts: SealedTexts) {}

  seal(keyId: string, secret: string): string {
    return this.texts.seal(purpose, keyId, secret);
  }

  /** Nothing for one that was sealed under another SECRET_KEY. */
  open(keyId: string, sealed: string | null): string | undefined {
    return sealed === null ? undefined : this.texts.open(purpose, keyId, sealed);
  }
}
