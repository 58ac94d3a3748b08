// Many registrations by SQL that SQLite and MySQL/MariaDB both understand: copies of two real ones, `of-big` and `of-rare`.

const digits = `(SELECT 0 AS d ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `UNION ALL SELECT ${n}`).join(' ')})`;
const numbers = (count) => `(SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d AS n FROM ${['a', 'b', 'c', 'e', 'f', 'g'].map((name) => `${digits} ${name}`).join(', ')}) numbers WHERE n < ${count}`;
export const filledFrom = 1_700_000_000_000;

const registrations = {
  registration_key: "CONCAT('k', 1000000 + n)", application_id: 't.application_id', id: "CONCAT('filled-', n)", course_key: 't.course_key', learner_id: "CONCAT('learner-', n % 20000)",
  first_name: "CASE WHEN n % 10 = 0 THEN NULL ELSE CONCAT('First ', (n * 31) % 1000) END", last_name: "CASE WHEN n % 10 = 0 THEN NULL ELSE CONCAT('Last ', (n * 37) % 5000) END", email: 't.email',
  xapi_registration_id: 't.xapi_registration_id', dispatch_id: 't.dispatch_id', post_back: 't.post_back', newest_instance_key: "CONCAT('i', 1000000 + n)", newest_instance: '0', created_at: `${filledFrom} + n * 1000`,
};
const instances = (count) => ({
  instance_key: "CONCAT('i', 1000000 + n)", registration_key: "CONCAT('k', 1000000 + n)", application_id: 't.application_id', instance: '0', is_newest: '1', version_key: 'i.version_key', rev: '0', epoch: '0', completion: 'i.completion',
  success: 'i.success', score: 'i.score', seconds: 'i.seconds', location: 'i.location', first_access_at: 'i.first_access_at', last_access_at: 'i.last_access_at', completed_at: 'i.completed_at', created_at: `${filledFrom} + n * 1000`,
  updated_at: `${filledFrom} + ((n * 7919) % ${count}) * 1000`, runtime: 'i.runtime',
});

/**
 * Makes `count` registrations (at most a million) of one application: every hundredth is a copy of `of-rare`, the others of `of-big`; every second has the tag `half`, every thousandth the tag `rare`.
 * `run` executes a statement.
 */
export async function fillRegistrations(run, applicationId, count) {
  const template = `FROM ${numbers(count)}`.replace('WHERE', `JOIN registrations t ON t.application_id = '${applicationId}' AND t.id = CASE WHEN n % 100 = 0 THEN 'of-rare' ELSE 'of-big' END JOIN registration_instances i ON i.instance_key = t.newest_instance_key WHERE`);
  const insert = (table, columns) => run(`INSERT INTO ${table} (${Object.keys(columns).join(', ')}) SELECT ${Object.values(columns).join(', ')} ${template}`);
  await insert('registration_instances', instances(count));
  await insert('registrations', registrations);
  for (const [tag, every] of [['half', 2], ['rare', 1000]])
    await run(`INSERT INTO tags (application_id, kind, item_key, tag) SELECT '${applicationId}', 'registration', CONCAT('k', 1000000 + n), '${tag}' FROM ${numbers(count)} AND n % ${every} = 0`);
}
