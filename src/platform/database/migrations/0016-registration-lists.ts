import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexes, dropIndexes } from './portable-schema';

const learner = 'ix_registrations_learner';
const added = {
  ix_registrations_of_course: ['application_id', 'course_key', 'created_at', 'registration_key'], ix_registrations_first_name: ['application_id', 'first_name', 'registration_key'],
  ix_registrations_last_name: ['application_id', 'last_name', 'registration_key'],
};

/** Lists of registrations by course, by learner and by name follow an index to their last page. */
export class RegistrationLists0016 implements MigrationInterface {
  readonly name = 'RegistrationLists0000000000017';

  async up(runner: QueryRunner): Promise<void> {
    await dropIndexes(runner, 'registrations', [learner]);
    await createIndexes(runner, 'registrations', { ...added, [learner]: ['application_id', 'learner_id', 'created_at', 'registration_key'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndexes(runner, 'registrations', [...Object.keys(added), learner]);
    await createIndexes(runner, 'registrations', { [learner]: ['application_id', 'learner_id'] });
  }
}
