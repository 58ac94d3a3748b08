import type { V1MethodGroup, V1Offer } from './v1-call';
import { v1 } from './v1-failures';

const isMethod = /^rustici\.[A-Za-z]+\.[A-Za-z]+$/;

/** Every method by its name. */
export class V1MethodTable {
  private readonly offers = new Map<string, V1Offer>();

  constructor(groups: readonly V1MethodGroup[]) {
    for (const { methods } of groups) for (const [name, offer] of Object.entries(methods)) this.offers.set(name, offer);
  }

  get names(): string[] {
    return [...this.offers.keys()];
  }

  /** Throws a V1Refusal 200 or 202. */
  of(method: string | undefined): V1Offer {
    if (!method || !isMethod.test(method)) throw v1.methodMissing();
    const offer = this.offers.get(method);
    if (!offer) throw v1.methodUnknown(method);
    return offer;
  }
}
