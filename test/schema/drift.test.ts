import { DataSource } from 'typeorm';
import { schemaDrift } from '../../src/platform/database/check-schema-drift';
import { type Booted, bootCourseway } from '../support/boot';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway.close());

test('the migrated database is what the entities say', async () => {
  const source = courseway.get(DataSource);
  expect(source.entityMetadatas.length).toBeGreaterThan(3);
  expect(await schemaDrift(source)).toEqual([]);
});

test('a planted difference is seen', async () => {
  const source = courseway.get(DataSource);
  await source.query('ALTER TABLE jobs ADD COLUMN planted integer');
  await source.query('DROP INDEX ix_jobs_due ON jobs').catch(() => source.query('DROP INDEX ix_jobs_due'));
  expect(await schemaDrift(source)).toEqual([expect.stringContaining('jobs.planted'), expect.stringContaining('ix_jobs_due')]);
});
