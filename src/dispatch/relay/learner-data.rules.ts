import type { DestinationSettings } from '../destination-settings.rules';
import { tidyLearnerId } from './learner-key.rules';
import { readStudentName } from './student-name.rules';

/** What is stored of a learner: as said, a keyed hash without a name, or nothing that leads back to a person (RELAY 1.6, 1.14). */
export function storedLearner(
  said: { id: string; name: string },
  privacy: DestinationSettings['privacy'],
  keys: { learnerKey: string; random: string },
): { id: string; firstName: string | null; lastName: string | null } {
  if (privacy === 'pseudonym') return { id: keys.learnerKey, firstName: null, lastName: null };
  const id = privacy === 'none' ? '' : tidyLearnerId(said.id).slice(0, 255);
  const name = privacy === 'none' ? { firstName: '', lastName: '' } : readStudentName(said.name);
  return { id: id || `anonymous-${keys.random}`, firstName: name.firstName.slice(0, 255) || null, lastName: name.lastName.slice(0, 255) || null };
}
