import { createHmac } from 'node:crypto';

/** The id of a learner as one LMS says it, freed of what systems do to texts on the way. */
export const tidyLearnerId = (id: string): string => id.normalize('NFC').trim();

/** Who a learner is for one destination: a keyed hash of the id, so that the id itself need not be stored (RELAY 1.6). */
export function learnerKeyOf(destinationSecret: string, learnerId: string, foldCase: boolean): string {
  const tidy = tidyLearnerId(learnerId);
  return createHmac('sha256', destinationSecret).update(foldCase ? tidy.toLowerCase() : tidy).digest('hex');
}
