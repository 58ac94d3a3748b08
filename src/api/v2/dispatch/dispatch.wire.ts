import { z } from 'zod';
import type { DestinationChange } from '../../../dispatch/change-destination';
import type { DispatchChange } from '../../../dispatch/change-dispatches';
import type { NewDestination } from '../../../dispatch/create-destinations';
import type { NewDispatch } from '../../../dispatch/create-dispatches';
import { destinationPreset, someDestinationSettings } from '../../../dispatch/destination-settings.rules';
import type { FoundDestination } from '../../../dispatch/find-destinations';
import type { FoundDispatch } from '../../../dispatch/find-dispatches';
import type { ListQuery } from '../../../dispatch/list-query.rules';
import { parseInput } from '../../read-body';
import { callerId } from '../caller-id';
import { isoOf, momentOf, orderOf, wordOf } from '../v2-lists';
import { given, ignored, launchAuth, type Params, plain, postBack, single, tagsOf, tagWords as tags } from '../v2-shapes';

const most = 100_000;
const email = plain(255).nullish();
const notes = plain(100_000).nullish();
const cap = z.number().int().min(0, 'must be 0 (without limit) or more').max(2_147_483_647);
const endpoint = z.url().max(2000);
const lti13Data = z.object({
  clientId: plain(255), platformIssuerIdentifier: plain(2000), deploymentId: plain(255), oidcAuthorizationEndpoint: endpoint, jsonWebKeySetUrl: endpoint, accessTokenUrl: endpoint.nullish(),
});
const destinationFields = { created: ignored, updated: ignored, tags: tags.nullish(), email, notes, launchAuth: launchAuth.nullish(), lti13Data: lti13Data.nullish(), preset: destinationPreset.nullish(), settings: someDestinationSettings.nullish() };
const destinationName = plain(255).min(1, 'may not be empty');

export const destinationList = z.object({
  destinations: z.array(z.object({ id: callerId, data: z.object({ ...destinationFields, name: destinationName }) }, { error: 'is required' })).min(1, 'names no destination').max(most),
}).meta({ id: 'DestinationListSchema' });
export const destinationChange = z.object({ ...destinationFields, name: destinationName.nullish() }).meta({ id: 'DestinationSchema' });

/** DestinationListSchema. */
export const toNewDestinations = (body: unknown): NewDestination[] => parseInput(destinationList, body).destinations.map(({ id, data: { created, updated, ...data } }) => ({ ...given(data), id }));

/** The id in the path of a PUT, which may make a destination. */
export const toDestinationId = (id: string): string => parseInput(callerId, id, 'destinationId');

/** DestinationSchema of a PUT. */
export function toDestinationChange(body: unknown): DestinationChange {
  const { created, updated, ...fields } = parseInput(destinationChange, body);
  return given(fields);
}

/** `none` clears the date, because null changes nothing. */
const expirationDate = z.string().max(64).nullish();
const changeable = {
  allowNewRegistrations: z.boolean().nullish(), instanced: z.boolean().nullish(), registrationCap: cap.nullish(), expirationDate, enabled: z.boolean().nullish(), email, notes, postBack: postBack.nullish(),
};
export const dispatchList = z.object({
  dispatches: z
    .array(z.object({ id: callerId, data: z.object({ ...changeable, destinationId: callerId, courseId: callerId, tags: tags.nullish() }, { error: 'is required' }) }))
    .min(1, 'names no dispatch').max(most),
}).meta({ id: 'CreateDispatchListSchema' });
export const dispatchChange = z.object({ ...changeable, registrationCount: cap.nullish() }).meta({ id: 'UpdateDispatchSchema' });

function expiresAt(value: string | null | undefined, where: string): { expiresAt?: number | null } {
  if (value == null || value === '') return {};
  return value.toLowerCase() === 'none' ? { expiresAt: null } : { expiresAt: momentOf(where, value) };
}

/** CreateDispatchListSchema. */
export const toNewDispatches = (body: unknown): NewDispatch[] =>
  parseInput(dispatchList, body).dispatches.map(({ id, data: { expirationDate: expires, ...data } }, i) => ({ ...given(data), ...expiresAt(expires, `dispatches[${i}].data.expirationDate`), id }));

/** UpdateDispatchSchema. */
export function toDispatchChange(body: unknown): DispatchChange {
  const { expirationDate: expires, ...fields } = parseInput(dispatchChange, body);
  return { ...given(fields), ...expiresAt(expires, 'expirationDate') };
}

export const enabledSchema = z.object({ enabled: z.boolean({ error: 'must be true or false' }) }).meta({ id: 'EnabledSchema' });
export const toEnabled = (body: unknown): boolean => parseInput(enabledSchema, body).enabled;

/** The filters of lists (SEMANTICS 5). */
export function toListQuery(q: Params, filterBy: 'destination_id' | 'dispatch_id'): ListQuery {
  wordOf('filterBy', single(q['filterBy']), [filterBy], filterBy);
  return {
    courseId: single(q['courseId']), since: momentOf('since', single(q['since'])), until: momentOf('until', single(q['until'])), filter: single(q['filter']), tags: tagsOf(q['tags']),
    dateField: wordOf('datetimeFilter', single(q['datetimeFilter']), ['created', 'updated'], 'updated'),
    ...orderOf(single(q['orderBy']), ['updated', 'created'], { orderBy: 'updated', direction: 'asc' }),
  };
}

/** DestinationInfoSchema, which is also DestinationSchema. */
export const toDestinationSchema = ({ destination, tags: words, dispatchCount }: FoundDestination) => ({
  name: destination.name, dispatchCount, updated: isoOf(destination.updatedAt), created: isoOf(destination.createdAt), tags: words, email: destination.email ?? undefined,
  notes: destination.notes ?? undefined, launchAuth: destination.launchAuth ?? undefined, lti13Data: destination.lti13Data ?? undefined, preset: destination.preset,
  settings: destination.settings ?? undefined,
});

/** DispatchSchema. */
export const toDispatchSchema = ({ dispatch, destination, course, tags: words }: FoundDispatch) => ({
  destinationId: destination.id, destinationName: destination.name, courseId: course.id, courseTitle: course.title, updated: isoOf(dispatch.updatedAt), created: isoOf(dispatch.createdAt),
  allowNewRegistrations: dispatch.allowNewRegistrations, enabled: dispatch.enabled, instanced: dispatch.instanced, registrationCap: dispatch.registrationCap,
  registrationCount: dispatch.registrationCount, expirationDate: isoOf(dispatch.expiresAt), tags: words, email: dispatch.email ?? undefined, notes: dispatch.notes ?? undefined,
});

/** DispatchRegistrationCountSchema. */
export const toCountSchema = ({ dispatch }: FoundDispatch) => ({ registrationCount: dispatch.registrationCount, lastResetDate: isoOf(dispatch.lastResetAt) });
