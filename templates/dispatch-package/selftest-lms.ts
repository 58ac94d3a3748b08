import type { Lms } from './lms';

const element = 'cmi.core.lesson_location';
const sign = 'rd1-selftest';

/** Writes a bookmark, reads it back, commits, and puts back what was there. Status, score and suspend data are not touched. */
export function writeAndReadBack(lms: Lms): boolean {
  const before = lms.get(element);
  const isSet = lms.set(element, sign) === 'set';
  const isRead = lms.get(element) === sign;
  lms.set(element, before);
  const isCommitted = lms.commit() !== false;
  return isSet && isRead && isCommitted && lms.get(element) === before;
}

/** A session that only tests: it is suspended, and left unfinished where LMSs would complete an untouched learner at its end. */
export function endOwnSession(lms: Lms): void {
  const status = lms.get('cmi.core.lesson_status').trim().toLowerCase();
  if (status === '' || status === 'not attempted' || lms.thrown > 0) return;
  lms.set('cmi.core.exit', 'suspend');
  lms.commit();
  lms.finish();
}
