import { Injectable } from '@nestjs/common';
import { behind } from '../../platform/database/page-of-rows';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { TaggedKind } from '../../tags/tag-words.rules';

export type Row = Record<string, string | number | null>;
export type Place = (string | number)[];

/** Rows in the order of an index, by the columns that lead through it. */
export interface Scan {
  select: string;
  from: string;
  where: string;
  parameters: Place;
  /** With an alias before each; the last part of each is its name in a row. */
  order: readonly string[];
}

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');
const nameOf = (column: string) => column.slice(column.indexOf('.') + 1);
/** LEFT, so that no database begins with the courses and sorts all registrations for each page. */
const registered = 'registrations r LEFT JOIN courses c ON c.course_key = r.course_key';

/** What lists each kind of thing of an application, in the order of an index that begins with the application. */
export const scans = {
  courses: (applicationId: string): Scan => ({ select: 'c.course_key, c.id, c.title, c.created_at, c.updated_at', from: 'courses c', where: 'c.application_id = ?', parameters: [applicationId], order: ['c.created_at', 'c.course_key'] }),
  registrations: (applicationId: string): Scan => ({
    select: 'r.registration_key, r.id, r.learner_id, r.first_name, r.last_name, r.email, r.xapi_registration_id, r.dispatch_id, r.post_back, r.created_at, c.id AS course_id', from: registered, where: 'r.application_id = ?',
    parameters: [applicationId], order: ['r.created_at', 'r.registration_key'],
  }),
  /** The newest registration of each learner, for the names. */
  learners: (applicationId: string): Scan => ({ select: 'r.learner_id, MAX(r.registration_key) AS registration_key, COUNT(*) AS n', from: 'registrations r', where: 'r.application_id = ?', parameters: [applicationId], order: ['r.learner_id'] }),
  learnerTags: (applicationId: string): Scan => ({ select: 't.item_key, t.tag', from: 'tags t', where: "t.application_id = ? AND t.kind = 'learner'", parameters: [applicationId], order: ['t.item_key', 't.tag'] }),
  destinations: (applicationId: string): Scan => ({
    select: 'd.destination_key, d.id, d.name, d.email, d.notes, d.launch_auth, d.lti13_data, d.hash_user_info, d.preset, d.settings, d.registration_cap, d.registration_count, d.learner_cap, d.learner_count, d.starts_at, d.expires_at, d.access_days, d.created_at, d.updated_at',
    from: 'destinations d', where: 'd.application_id = ?', parameters: [applicationId], order: ['d.created_at', 'd.destination_key'],
  }),
  dispatches: (applicationId: string): Scan => ({
    select: 'd.dispatch_key, d.id, s.id AS destination_id, c.id AS course_id, d.allow_new_registrations, d.instanced, d.registration_cap, d.registration_count, d.learner_cap, d.learner_count, d.access_days, d.pinned_version, d.newest_percent, d.last_reset_at, d.starts_at, d.expires_at, d.enabled, d.hash_user_info, d.email, d.notes, d.post_back, d.created_at, d.updated_at',
    from: 'dispatches d LEFT JOIN destinations s ON s.destination_key = d.destination_key LEFT JOIN courses c ON c.course_key = d.course_key', where: 'd.application_id = ?', parameters: [applicationId], order: ['d.created_at', 'd.dispatch_key'],
  }),
  invitations: (applicationId: string): Scan => ({
    select: 'i.invitation_key, c.id AS course_id, i.is_public, i.creating_user_email, i.subject, i.body, i.locale, i.allow_launch, i.allow_new_registrations, i.registration_cap, i.registration_count, i.duplicates, i.asks_code, i.allowed_domains, i.opens_at, i.expires_at, i.days_to_complete, i.due_at, i.time_zone, i.reminder_days, i.sending, i.post_back, i.created_at, i.updated_at',
    from: 'invitations i LEFT JOIN courses c ON c.course_key = i.course_key', where: 'i.application_id = ?', parameters: [applicationId], order: ['i.created_at', 'i.invitation_key'],
  }),
  settings: (applicationId: string): Scan => ({ select: 's.item_key, s.kind, s.setting_id, s.value', from: 'settings s', where: "s.application_id = ? AND s.kind IN ('application', 'standard')", parameters: [applicationId], order: ['s.item_key', 's.kind', 's.setting_id'] }),
  statements: (applicationId: string): Scan => ({ select: 'x.course_key, x.statement_key, x.body', from: 'xapi_statements x', where: 'x.application_id = ?', parameters: [applicationId], order: ['x.course_key', 'x.statement_key'] }),
};

/** What belongs to things of a page, in an order of its own. */
export const scansWithin = {
  launches: (instanceKeys: readonly string[]): Scan => ({
    select: 's.instance_key, s.epoch, s.session_key, s.mode, s.tracking, s.opened_at, l.completion, l.success, l.score, l.seconds, l.updated_at, l.exit_at', from: 'sessions s LEFT JOIN launch_records l ON l.session_key = s.session_key',
    where: `s.instance_key IN (${marks(instanceKeys)})`, parameters: [...instanceKeys], order: ['s.instance_key', 's.epoch', 's.session_key'],
  }),
  recipients: (invitationKeys: readonly string[]): Scan => ({
    select: 'x.recipient_key, x.invitation_key, x.email, x.first_name, x.last_name, x.locale, x.fields, x.state, x.error, x.registration_id, x.revoked_at, x.started_at, x.mailed_at, x.reminders_sent, x.created_at, x.updated_at', from: 'invitation_recipients x',
    where: `x.invitation_key IN (${marks(invitationKeys)})`, parameters: [...invitationKeys], order: ['x.invitation_key', 'x.created_at', 'x.recipient_key'],
  }),
};

/** The rows of an export, page by page. */
@Injectable()
export class ExportRows {
  constructor(private readonly unit: UnitOfWork) {}

  /** At most `limit` rows behind `after`. */
  page({ select, from, where, parameters, order }: Scan, after: Place | undefined, limit: number): Promise<Row[]> {
    const rest = after ? behind([...order], 'asc', after) : { sql: '1 = 1', parameters: [] };
    const grouped = /\bCOUNT\(/.test(select) ? `GROUP BY ${order.join(', ')}` : '';
    return this.unit.query<Row>(`SELECT ${select} FROM ${from} WHERE ${where} AND ${rest.sql} ${grouped} ORDER BY ${order.join(', ')} LIMIT ${limit}`, [...parameters, ...rest.parameters]);
  }

  placeOf({ order }: Scan, row: Row): Place {
    return order.map((column) => row[nameOf(column)] ?? '');
  }

  /** Versions of courses, in their order. */
  versions(courseKeys: readonly string[]): Promise<Row[]> {
    return this.within('course_key, version, title, standard, file_count, byte_size, created_at', 'course_versions', 'course_key', courseKeys, 'course_key, version');
  }

  /** Instances of registrations with their results, in their order; `runtime` is all that the course stored. */
  instances(registrationKeys: readonly string[], withRuntime = false): Promise<Row[]> {
    const columns = `instance_key, registration_key, instance, version_key, completion, success, score, seconds, first_access_at, last_access_at, completed_at, created_at, updated_at, result_override, ended_overrides${withRuntime ? ', runtime' : ''}`;
    return this.within(columns, 'registration_instances', 'registration_key', registrationKeys, 'registration_key, instance');
  }

  names(registrationKeys: readonly string[]): Promise<Row[]> {
    return this.within('learner_id, first_name, last_name, email', 'registrations', 'registration_key', registrationKeys, 'registration_key');
  }

  versionNumbers(versionKeys: readonly string[]): Promise<Row[]> {
    return this.within('version_key, version', 'course_versions', 'version_key', versionKeys, 'version_key');
  }

  tags(applicationId: string, kind: TaggedKind, keys: readonly string[]): Promise<Row[]> {
    return keys.length ? this.unit.query<Row>(`SELECT item_key, tag FROM tags WHERE application_id = ? AND kind = ? AND item_key IN (${marks(keys)})`, [applicationId, kind, ...keys]) : Promise.resolve([]);
  }

  /** How many registrations there are: they are most of an export. */
  async registrationCount(applicationId: string): Promise<number> {
    const [row] = await this.unit.query<{ n: number }>('SELECT COUNT(*) AS n FROM registrations WHERE application_id = ?', [applicationId]);
    return Number(row?.n ?? 0);
  }

  private within(columns: string, table: string, key: string, keys: readonly string[], order: string): Promise<Row[]> {
    return keys.length ? this.unit.query<Row>(`SELECT ${columns} FROM ${table} WHERE ${key} IN (${marks(keys)}) ORDER BY ${order}`, [...keys]) : Promise.resolve([]);
  }
}
