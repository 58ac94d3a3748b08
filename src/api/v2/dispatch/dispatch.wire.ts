import { z } from 'zod';
import type { DestinationChange } from '../../../dispatch/change-destination';
import type { DispatchChange } from '../../../dispatch/change-dispatches';
import type { NewDestination } from '../../../dispatch/create-destinations';
import type { NewDispatch } from '../../../dispatch/create-dispatches';
import { destinationPreset, someDestinationSettings } from '../../../dispatch/destination-settings.rules';
import type { FoundDestination } from '../../../dispatch/find-destinations';
import type { FoundDispatch } from '../../../dispatch/find-dispatches';
import type { VersionPolicy } from '../../../dispatch/change-version-policy';
import type { Download } from '../../../dispatch/package/revoke-package-keys';
import type { LedgerRow, ListedSeat } from '../../../dispatch/seats/find-seats';
import type { ListQuery } from '../../../dispatch/list-query.rules';
import { parseInput } from '../../read-body';
import { callerId } from '../../caller-id';
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
/** `none` clears a date, because null changes nothing. */
const date = z.string().max(64).nullish();
const licence = {
  learnerCap: cap.nullish(), accessDays: z.number().int().min(0, 'must be 0 (without limit) or more').max(36_500).nullish(), startDate: date, expirationDate: date,
  warnAt: z.array(z.number().int().min(1, 'must be a percent from 1 to 100').max(100, 'must be a percent from 1 to 100')).max(10).nullish(),
};
const destinationFields = {
  ...licence, registrationCap: cap.nullish(), created: ignored, updated: ignored, tags: tags.nullish(), email, notes, launchAuth: launchAuth.nullish(), lti13Data: lti13Data.nullish(), preset: destinationPreset.nullish(), settings: someDestinationSettings.nullish() };
const destinationName = plain(255).min(1, 'may not be empty');

export const destinationList = z.object({
  destinations: z.array(z.object({ id: callerId, data: z.object({ ...destinationFields, name: destinationName }) }, { error: 'is required' })).min(1, 'names no destination').max(most),
}).meta({ id: 'DestinationListSchema' });
export const destinationChange = z.object({ ...destinationFields, name: destinationName.nullish() }).meta({ id: 'DestinationSchema' });

/** DestinationListSchema. */
export const toNewDestinations = (body: unknown): NewDestination[] =>
  parseInput(destinationList, body).destinations.map(({ id, data: { created, updated, startDate, expirationDate, ...data } }, i) => ({ ...given(data), ...datesOf({ startDate, expirationDate }, `destinations[${i}].data.`), id }));

/** The id in the path of a PUT, which may make a destination. */
export const toDestinationId = (id: string): string => parseInput(callerId, id, 'destinationId');

/** DestinationSchema of a PUT. */
export function toDestinationChange(body: unknown): DestinationChange {
  const { created, updated, startDate, expirationDate, ...fields } = parseInput(destinationChange, body);
  return { ...given(fields), ...datesOf({ startDate, expirationDate }) };
}

const changeable = {
  allowNewRegistrations: z.boolean().nullish(), instanced: z.boolean().nullish(), registrationCap: cap.nullish(), ...licence, enabled: z.boolean().nullish(), email, notes, postBack: postBack.nullish(),
};
export const dispatchList = z.object({
  dispatches: z
    .array(z.object({ id: callerId, data: z.object({ ...changeable, destinationId: callerId, courseId: callerId, tags: tags.nullish() }, { error: 'is required' }) }))
    .min(1, 'names no dispatch').max(most),
}).meta({ id: 'CreateDispatchListSchema' });
export const dispatchChange = z.object({ ...changeable, registrationCount: cap.nullish() }).meta({ id: 'UpdateDispatchSchema' });

interface Dates {
  startDate: string | null | undefined;
  expirationDate: string | null | undefined;
}

/** @param where what stands before the names in a complaint */
function datesOf({ startDate, expirationDate }: Dates, where = ''): { startsAt?: number | null; expiresAt?: number | null } {
  const moment = (name: string, value: string | null | undefined) => (value == null || value === '' ? undefined : value.toLowerCase() === 'none' ? null : momentOf(`${where}${name}`, value));
  const [startsAt, expiresAt] = [moment('startDate', startDate), moment('expirationDate', expirationDate)];
  return { ...(startsAt === undefined ? {} : { startsAt }), ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** CreateDispatchListSchema. */
export const toNewDispatches = (body: unknown): NewDispatch[] =>
  parseInput(dispatchList, body).dispatches.map(({ id, data: { startDate, expirationDate, ...data } }, i) => ({ ...given(data), ...datesOf({ startDate, expirationDate }, `dispatches[${i}].data.`), id }));

/** UpdateDispatchSchema. */
export function toDispatchChange(body: unknown): DispatchChange {
  const { startDate, expirationDate, ...fields } = parseInput(dispatchChange, body);
  return { ...given(fields), ...datesOf({ startDate, expirationDate }) };
}

export const enabledSchema = z.object({ enabled: z.boolean({ error: 'must be true or false' }) }).meta({ id: 'EnabledSchema' });
export const toEnabled = (body: unknown): boolean => parseInput(enabledSchema, body).enabled;

export const destinationFilters = ['destination_id', 'destination_name'] as const;

/** The filters of lists (SEMANTICS 5); destinations are found by their name too, which is ours. */
export function toListQuery(q: Params, filterBy: 'destination_id' | 'dispatch_id'): ListQuery {
  const by = wordOf('filterBy', single(q['filterBy']), filterBy === 'destination_id' ? destinationFilters : [filterBy], filterBy);
  return {
    ...(by === 'destination_name' && { filterBy: 'name' as const }),
    courseId: single(q['courseId']), since: momentOf('since', single(q['since'])), until: momentOf('until', single(q['until'])), filter: single(q['filter']), tags: tagsOf(q['tags']),
    dateField: wordOf('datetimeFilter', single(q['datetimeFilter']), ['created', 'updated'], 'updated'),
    ...orderOf(single(q['orderBy']), ['updated', 'created'], { orderBy: 'updated', direction: 'asc' }),
  };
}

const licenceOf = (of: { learnerCap: number | null; accessDays: number | null; warnAt: number[] | null; startsAt: number | null; expiresAt: number | null }) => ({
  learnerCap: of.learnerCap ?? 0, accessDays: of.accessDays ?? 0, warnAt: of.warnAt ?? [], startDate: isoOf(of.startsAt), expirationDate: isoOf(of.expiresAt),
});

/** DestinationInfoSchema, which is also DestinationSchema. */
export const toDestinationSchema = ({ destination, tags: words, dispatchCount }: FoundDestination) => ({
  name: destination.name, dispatchCount, updated: isoOf(destination.updatedAt), created: isoOf(destination.createdAt), tags: words, email: destination.email ?? undefined,
  notes: destination.notes ?? undefined, launchAuth: destination.launchAuth ?? undefined, lti13Data: destination.lti13Data ?? undefined, preset: destination.preset,
  settings: destination.settings ?? undefined, ...licenceOf(destination), registrationCap: destination.registrationCap ?? 0, registrationCount: destination.registrationCount ?? undefined, learnerCount: destination.learnerCount ?? undefined,
});

/** DispatchSchema. */
export const toDispatchSchema = ({ dispatch, destination, course, tags: words }: FoundDispatch) => ({
  destinationId: destination.id, destinationName: destination.name, courseId: course.id, courseTitle: course.title, updated: isoOf(dispatch.updatedAt), created: isoOf(dispatch.createdAt),
  allowNewRegistrations: dispatch.allowNewRegistrations, enabled: dispatch.enabled, instanced: dispatch.instanced, registrationCap: dispatch.registrationCap,
  registrationCount: dispatch.registrationCount, learnerCount: dispatch.learnerCount, ...licenceOf(dispatch), tags: words, email: dispatch.email ?? undefined, notes: dispatch.notes ?? undefined,
});

/** DispatchRegistrationCountSchema. */
export const toCountSchema = ({ dispatch }: FoundDispatch) => ({ registrationCount: dispatch.registrationCount, lastResetDate: isoOf(dispatch.lastResetAt) });

const reason = plain(1000).trim().min(1, 'says why, for the ledger');
export const reasonSchema = z.object({ reason }).meta({ id: 'ReasonSchema' });
export const toReason = (body: unknown): string => parseInput(reasonSchema, body).reason;

export const graceSchema = z.object({ graceHours: z.number().min(0).max(8760).default(0) }).meta({ id: 'GraceSchema' });
/** A body may be left out. */
export const toGraceHours = (body: unknown): number => parseInput(graceSchema, body ?? {}).graceHours;

const version = z.number().int().min(0);
export const versionPolicy = z
  .object({ mode: z.enum(['latest', 'pinned', 'share']), version: version.optional(), newestPercent: z.number().int().min(0).max(100).optional() })
  .refine(({ mode, version: pinned }) => mode === 'latest' || pinned !== undefined, { path: ['version'], error: 'is required, unless mode is latest' })
  .refine(({ mode, newestPercent }) => mode !== 'share' || newestPercent !== undefined, { path: ['newestPercent'], error: 'is required when mode is share' })
  .meta({ id: 'VersionPolicySchema' });
export const toVersionPolicy = (body: unknown): VersionPolicy => parseInput(versionPolicy, body);

export const toSeatAnswer = (seat: ListedSeat) => ({
  id: seat.seatKey, registrationId: seat.registrationId ?? undefined, learnerId: seat.learnerId ?? undefined, instance: seat.instance, test: seat.isTest, taken: isoOf(seat.createdAt), launched: isoOf(seat.launchedAt),
  voided: isoOf(seat.voidedAt), refunded: isoOf(seat.refundedAt),
});
export const toLedgerAnswer = (row: LedgerRow) => ({
  id: row.entryKey, kind: row.kind, dispatchId: row.dispatchId ?? undefined, registrationId: row.registrationId ?? undefined, seatId: row.seatKey ?? undefined, registrations: row.registrations, learners: row.learners,
  licensed: row.licensed, reason: row.reason ?? undefined, credentialId: row.actor ?? undefined, created: isoOf(row.createdAt),
});
export const toKeyAnswer = ({ keyId, downloadedAt, revokedAt, isTest, origins }: Download) => ({
  id: keyId, downloaded: isoOf(downloadedAt), revoked: isoOf(revokedAt), test: isTest, origins: origins.map(({ origin, firstSeenAt, lastSeenAt }) => ({ origin, firstSeen: isoOf(firstSeenAt), lastSeen: isoOf(lastSeenAt) })),
});
