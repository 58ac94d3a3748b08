import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from './config/config';

const algorithm = 'aes-256-gcm';
const tagBytes = 16;
const ivBytes = 12;

/** Texts that must be read again but not by who steals the database: AES-256-GCM under a key derived from the server's secret key (docs/decisions). */
@Injectable()
export class SealedTexts {
  private readonly keys = new Map<string, Buffer>();

  constructor(private readonly config: Config) {}

  /** `place` names the row, so that a sealed text opens in no other row. */
  seal(purpose: string, place: string, text: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.keyOf(purpose), iv, { authTagLength: tagBytes }).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `gcm1.${Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url')}`;
  }

  /** The text; `undefined` for one that was altered, moved, or sealed under another secret key. */
  open(purpose: string, place: string, sealed: string): string | undefined {
    const [kind, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (kind !== 'gcm1' || bytes.length < ivBytes + tagBytes) return undefined;
    const decipher = createDecipheriv(algorithm, this.keyOf(purpose), bytes.subarray(0, ivBytes), { authTagLength: tagBytes }).setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  private keyOf(purpose: string): Buffer {
    const known = this.keys.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync('sha256', this.config.secretKey, '', `courseway:seal:${purpose}`, 32));
    this.keys.set(purpose, key);
    return key;
  }
}
