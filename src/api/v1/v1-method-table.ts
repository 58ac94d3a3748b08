import { Injectable } from '@nestjs/common';
import { DebugMethods } from './methods/debug.methods';
import type { V1Offer } from './v1-call';
import { v1 } from './v1-failures';

const isMethod = /^rustici\.[A-Za-z]+\.[A-Za-z]+$/;

/** Every method by its name. */
@Injectable()
export class V1MethodTable {
  private readonly offers = new Map<string, V1Offer>();

  constructor(debug: DebugMethods) {
    for (const methods of [debug.methods]) for (const [name, offer] of Object.entries(methods)) this.offers.set(name, offer);
  }

  /** Throws a V1Refusal 200 or 202. */
  of(method: string | undefined): V1Offer {
    if (!method || !isMethod.test(method)) throw v1.methodMissing();
    const offer = this.offers.get(method);
    if (!offer) throw v1.methodUnknown(method);
    return offer;
  }
}
