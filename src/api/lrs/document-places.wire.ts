import { z } from 'zod';
import type { DescribedUnit } from '../../runtime/cmi5/describe-unit';
import { type DocumentPlace, placeOfActivity, placeOfAgent, placeOfState } from '../../xapi/documents/document-place.rules';
import { xapiForbidden, xapiUnknown } from '../../xapi/xapi.failures';
import { parseInput } from '../read-body';
import { checkAgent } from './lrs.wire';

const text = z.string().min(1).max(4000);
const schemas = {
  'activities/state': z.object({ activityId: text, agent: text, registration: z.guid().optional(), stateId: text.optional() }),
  'activities/profile': z.object({ activityId: text, profileId: text.optional() }),
  'agents/profile': z.object({ agent: text, profileId: text.optional() }),
};

/** Where the documents are that an address names. Failures: invalid-input, xapi-invalid, xapi-forbidden, xapi-unknown. */
export function toPlace(resource: string, query: unknown, unit: DescribedUnit): { place: DocumentPlace; documentId: string | undefined } {
  const { applicationId, instanceKey, learnerId } = unit.origin;
  if (resource === 'activities/profile') {
    const { activityId, profileId } = parseInput(schemas[resource], query, 'query');
    return { place: placeOfActivity(applicationId, activityId), documentId: profileId };
  }
  if (resource === 'agents/profile') {
    const { agent, profileId } = parseInput(schemas[resource], query, 'query');
    checkAgent(agent, unit.actor);
    return { place: placeOfAgent(applicationId, learnerId), documentId: profileId };
  }
  if (resource !== 'activities/state') throw xapiUnknown('There is no such resource');
  const { activityId, agent, registration, stateId } = parseInput(schemas[resource], query, 'query');
  checkAgent(agent, unit.actor);
  if (registration !== undefined && registration.toLowerCase() !== unit.registration.toLowerCase()) throw xapiForbidden('registration: a session reads and writes what is its own registration’s (cmi5 8.1.4)');
  return { place: placeOfState(applicationId, instanceKey, activityId, registration?.toLowerCase() ?? ''), documentId: stateId };
}
