/** What the LMS keeps for us in suspend_data: which registration, and the proof that this learner may open it (RELAY 1.3). */
export interface Pointer {
  registrationKey: string;
  proof: string;
}

const shape = /^rd1\.([0-9a-z]{26})\.([A-Za-z0-9_-]{22})$/;

/** `rd1.<registration>.<proof>`: 53 characters, all safe in every LMS seen so far. */
export const formatPointer = ({ registrationKey, proof }: Pointer): string => `rd1.${registrationKey}.${proof}`;

/** The pointer in a text of an LMS; `undefined` when there is none or it is not one of ours. */
export function parsePointer(text: string): Pointer | undefined {
  const found = shape.exec(text.trim());
  return found?.[1] && found[2] ? { registrationKey: found[1], proof: found[2] } : undefined;
}

/** The first 128 bits of a keyed hash (64 hexadecimal digits) as the proof of a pointer. */
export const proofFromMac = (macHex: string): string => Buffer.from(macHex.slice(0, 32), 'hex').toString('base64url');
