import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { type DestinationPreset, type DestinationSettings, readDestinationSettings } from '../destination-settings.rules';
import { earlierOf, isCapped, laterOf } from '../seats/licence.rules';
import type { LmsWord } from '../seats/seat.entity';
import type { OpeningTimes } from './launch-checks.rules';
import type { InstanceResult } from './relay-state.rules';

/** All that decides about a launch before it is known who launches. */
export interface Door extends OpeningTimes {
  applicationId: string;
  dispatchKey: string;
  dispatchId: string;
  /** `versionKey` is the newest, `pinnedKey` another one that the dispatch gives to who begins, but for so many percent of its learners. */
  course: { courseKey: string; versionKey: string; title: string; pinnedKey?: string; newestPercent: number };
  allowNewRegistrations: boolean;
  instanced: boolean;
  /** Counted as it was read: no newcomer finds a seat. The learners of the whole destination are counted only when a seat is taken, because a newcomer may be one of them. */
  isFull: boolean;
  /** How many days a learner may launch from the first launch on. */
  accessDays: number | null;
  /** Whether the dispatch, and all of the destination together, have a cap. */
  capped: { dispatch: boolean; destination: boolean };
  hashUserInfo: boolean;
  destinationKey: string;
  learnerSecret: string;
  proofSeen: boolean;
  settings: DestinationSettings;
  /** Of the key that was shown; `undefined`: it is none of this dispatch. */
  key?: { keyId: string; revokedAt: number | null; isTest: boolean };
}

/** A seat with the result of its instance. */
export interface SeatAtDoor extends InstanceResult {
  seatKey: string;
  learnerKey: string;
  instance: number;
  registrationKey: string;
  instanceKey: string;
  versionKey: string;
  proofHash: string;
  launchId: string;
  launchedAt: number;
  provenAt: number | null;
  lastAck: LmsWord | null;
  createdAt: number;
  isTest: boolean;
  /** It is in the counts: no test, and not given back. */
  counts: boolean;
}

/** Seats of a learner and of a registration. */
export interface SeatsAtDoor {
  /** Newest first; a seat that was voided, or whose registration is being deleted, is not among them. */
  seats: SeatAtDoor[];
  /** Number of the learner's next seat. */
  nextInstance: number;
}

type Row = Record<string, string | number | null>;
const text = (value: unknown): string => String(value ?? '');
const orNull = (value: unknown): number | null => (value == null ? null : Number(value));
const json = (value: unknown): Record<string, unknown> | null => (value == null ? null : (JSON.parse(text(value)) as Record<string, unknown>));
const read = new Map<string, DestinationSettings>();
const keptSettings = 10_000;

/** Settings by what is stored of them; destinations that say the same share one reading. */
function settingsOf(row: Row): DestinationSettings {
  const stored = `${text(row['preset'])} ${text(row['settings'])}`;
  let settings = read.get(stored);
  if (!settings) {
    settings = Object.freeze(readDestinationSettings(json(row['settings']), text(row['preset']) as DestinationPreset));
    if (read.size >= keptSettings) read.clear();
    read.set(stored, settings);
  }
  return settings;
}

const seatColumns = `s.seat_key, s.learner_key, s.instance, s.registration_key, s.instance_key, s.proof_hash, s.launch_id, s.launched_at, s.proven_at, s.last_ack, s.created_at, s.is_test, s.refunded_at,
  i.version_key, i.rev, i.epoch, i.completion, i.success, i.score, i.location, i.first_access_at`;
const seatTables = 'seats s JOIN registration_instances i ON i.instance_key = s.instance_key';

const resultOf = (row: Row): InstanceResult => ({
  rev: Number(row['rev']), epoch: Number(row['epoch']), completion: text(row['completion']), success: text(row['success']), score: orNull(row['score']),
  location: row['location'] == null ? null : text(row['location']), started: row['first_access_at'] != null,
});

const seatOf = (row: Row): SeatAtDoor => ({
  ...resultOf(row), seatKey: text(row['seat_key']), learnerKey: text(row['learner_key']), instance: Number(row['instance']), registrationKey: text(row['registration_key']),
  instanceKey: text(row['instance_key']), versionKey: text(row['version_key']), proofHash: text(row['proof_hash']), launchId: text(row['launch_id']), launchedAt: Number(row['launched_at']),
  provenAt: orNull(row['proven_at']), lastAck: json(row['last_ack']) as LmsWord | null, createdAt: Number(row['created_at']), isTest: Boolean(Number(row['is_test'] ?? 0)), counts: !Number(row['is_test'] ?? 0) && row['refunded_at'] == null,
});

const courseOf = (row: Row): Door['course'] => ({
  courseKey: text(row['course_key']), versionKey: text(row['newest_version_key']), title: text(row['title']), newestPercent: Number(row['newest_percent'] ?? 0),
  ...(row['pinned_key'] == null ? {} : { pinnedKey: text(row['pinned_key']) }),
});
const cappedBy = (row: Row): Door['capped'] => ({
  dispatch: isCapped({ registrationCap: orNull(row['registration_cap']), learnerCap: orNull(row['learner_cap']) }),
  destination: isCapped({ registrationCap: orNull(row['all_registration_cap']), learnerCap: orNull(row['all_learner_cap']) }),
});

const reached = (count: unknown, cap: unknown) => Number(cap ?? 0) > 0 && Number(count ?? 0) >= Number(cap);
const isUsedUp = (row: Row): boolean =>
  reached(row['registration_count'], row['registration_cap']) || reached(row['learner_count'], row['learner_cap']) || reached(row['all_registration_count'], row['all_registration_cap']);

/** Reads across features what a launch and its relay need, in one statement each: they are the busiest calls. */
@Injectable()
export class LaunchReport {
  constructor(private readonly unit: UnitOfWork) {}

  /** The dispatch with its destination, course and the key of `keyHash`; not bound to a tenant, because packages know only the dispatch. */
  async door(dispatchKey: string, keyHash: string): Promise<Door | undefined> {
    const [row] = await this.unit.query<Row>(
      `SELECT d.application_id, d.id, d.course_key, d.allow_new_registrations, d.instanced, d.registration_cap, d.registration_count, d.learner_cap, d.learner_count, d.starts_at, d.expires_at, d.enabled, d.newest_percent,
         COALESCE(d.access_days, t.access_days) AS access_days, t.registration_cap AS all_registration_cap, t.registration_count AS all_registration_count, t.learner_cap AS all_learner_cap, t.starts_at AS all_start_at, t.expires_at AS all_expire_at,
         COALESCE(d.hash_user_info, t.hash_user_info) AS hashed, t.destination_key, t.learner_secret, t.proof_seen_at, t.preset, t.settings, c.title, c.newest_version_key, v.version_key AS pinned_key, k.key_id, k.revoked_at, k.is_test
       FROM dispatches d JOIN destinations t ON t.destination_key = d.destination_key JOIN courses c ON c.course_key = d.course_key
       LEFT JOIN course_versions v ON v.course_key = d.course_key AND v.version = d.pinned_version
       LEFT JOIN dispatch_keys k ON k.key_hash = ? AND k.dispatch_key = d.dispatch_key WHERE d.dispatch_key = ?`,
      [keyHash, dispatchKey],
    );
    if (!row || row['newest_version_key'] == null) return undefined;
    return {
      applicationId: text(row['application_id']), dispatchKey, dispatchId: text(row['id']), enabled: Boolean(Number(row['enabled'])), startsAt: laterOf(orNull(row['starts_at']), orNull(row['all_start_at'])),
      expiresAt: earlierOf(orNull(row['expires_at']), orNull(row['all_expire_at'])), accessDays: orNull(row['access_days']), capped: cappedBy(row), course: courseOf(row),
      allowNewRegistrations: Boolean(Number(row['allow_new_registrations'])), instanced: Boolean(Number(row['instanced'])), isFull: isUsedUp(row),
      hashUserInfo: Boolean(Number(row['hashed'])), destinationKey: text(row['destination_key']),
      learnerSecret: text(row['learner_secret']), proofSeen: row['proof_seen_at'] != null, settings: settingsOf(row),
      ...(row['key_id'] == null ? {} : { key: { keyId: text(row['key_id']), revokedAt: orNull(row['revoked_at']), isTest: Boolean(Number(row['is_test'] ?? 0)) } }),
    };
  }

  /** Seats of a learner, and those of a registration, whoever's they are. */
  async seats(dispatchKey: string, learnerKey: string, registrationKey: string | undefined): Promise<SeatsAtDoor> {
    const every = 'seats s LEFT JOIN registration_instances i ON i.instance_key = s.instance_key AND s.voided_at IS NULL';
    const ofLearner = `SELECT ${seatColumns} FROM ${every} WHERE s.dispatch_key = ? AND s.learner_key = ?`;
    const ofRegistration = `SELECT ${seatColumns} FROM ${every} WHERE s.registration_key = ? AND s.dispatch_key = ?`;
    const rows = registrationKey
      ? await this.unit.query<Row>(`${ofLearner} UNION ALL ${ofRegistration}`, [dispatchKey, learnerKey, registrationKey, dispatchKey])
      : await this.unit.query<Row>(ofLearner, [dispatchKey, learnerKey]);
    const seats = new Map(rows.filter((row) => row['version_key'] != null).map((row) => [text(row['seat_key']), seatOf(row)]));
    const taken = rows.filter((row) => row['learner_key'] === learnerKey).map((row) => Number(row['instance']));
    return { seats: [...seats.values()].sort((a, b) => b.instance - a.instance), nextInstance: Math.max(-1, ...taken) + 1 };
  }

  /** The state of a running launch with the settings of its destination; `undefined` when dispatch, seat or registration is gone. */
  async running(dispatchKey: string, seatKey: string): Promise<{ result: InstanceResult; lastAck: LmsWord | null; ackedRev: number | null; settings: DestinationSettings } | undefined> {
    const [row] = await this.unit.query<Row>(
      `SELECT i.rev, i.epoch, i.completion, i.success, i.score, i.location, i.first_access_at, s.last_ack, s.acked_rev, t.preset, t.settings
       FROM ${seatTables} JOIN dispatches d ON d.dispatch_key = s.dispatch_key JOIN destinations t ON t.destination_key = d.destination_key
       WHERE s.seat_key = ? AND s.dispatch_key = ?`,
      [seatKey, dispatchKey],
    );
    return row && { result: resultOf(row), lastAck: json(row['last_ack']) as LmsWord | null, ackedRev: orNull(row['acked_rev']), settings: settingsOf(row) };
  }

  /** Settings of the destination behind a dispatch, for the headers and the language of its shell. */
  async settingsOf(dispatchKey: string): Promise<DestinationSettings | undefined> {
    const [row] = await this.unit.query<Row>(
      'SELECT t.preset, t.settings FROM dispatches d JOIN destinations t ON t.destination_key = d.destination_key WHERE d.dispatch_key = ?',
      [dispatchKey],
    );
    return row && settingsOf(row);
  }
}
