import { Injectable } from '@nestjs/common';
import { SealedTexts } from '../../platform/sealed-texts';

const purpose = 'hook-secret';

/** Secrets of webhooks, to be read again when a message is signed. */
@Injectable()
export class HookSecrets {
  constructor(private readonly texts: SealedTexts) {}

  seal(hookKey: string, secret: string): string {
    return this.texts.seal(purpose, hookKey, secret);
  }

  /** Nothing for one that was sealed under another SECRET_KEY. */
  open(hookKey: string, sealed: string | null): string | undefined {
    return sealed === null ? undefined : this.texts.open(purpose, hookKey, sealed);
  }
}
