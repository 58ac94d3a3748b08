import { Injectable } from '@nestjs/common';
import type { Page } from '../../platform/database/page-of-rows';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { FindRegistrations, type RegistrationRow } from '../../registrations/find-registrations';
import { DescribeRegistration, type DescribedRegistration } from '../describe-registration';
import { fourDecimals, numberOf, readScore } from '../scorm/cmi-data-model.rules';
import { activityIn } from '../scorm/outside-word.rules';
import { is2004, unitOf } from './session-unit.rules';

/** A learner's newest attempt as those see it who hold it by a session id. */
export interface LearnerSession {
  row: RegistrationRow;
  /** Elements of the unit opened last. */
  cmi: Readonly<Record<string, string>>;
  score?: { scaled: number; raw?: number; min?: number; max?: number };
}
export interface SessionQuery {
  courseId?: string;
  learnerId?: string;
  completion?: RegistrationRow['completion'];
}

/** Reads registrations as sessions: one, and lists with the newest first. */
@Injectable()
export class FindSessions {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: FindRegistrations,
    private readonly describe: DescribeRegistration,
  ) {}

  /** Failures: registration-unknown. */
  one(applicationId: string, sessionId: string): Promise<LearnerSession> {
    return this.unit.run(async () => {
      const row = await this.registrations.one(applicationId, sessionId, true);
      return sessionOf(row, await this.describe.run(row));
    });
  }

  /** Three statements at most. Failures: invalid-input (a token of another list). */
  list(applicationId: string, query: SessionQuery, options: { more?: string; size: number }): Promise<Page<LearnerSession>> {
    return this.unit.run(async () => {
      const asked = { ...query, dateField: 'created', filterBy: 'registration_id', orderBy: 'created', direction: 'desc' } as const;
      const { rows, more } = await this.registrations.list(applicationId, asked, { ...options, withRuntime: true, withTotal: false });
      const described = await this.describe.many(rows);
      return { rows: rows.map((row, n) => sessionOf(row, described[n] as DescribedRegistration)), ...(more !== undefined && { more }) };
    });
  }
}

function sessionOf(row: RegistrationRow, { structure, state }: DescribedRegistration): LearnerSession {
  const cmi = activityIn(state, unitOf(structure, state))?.cmi ?? {};
  if (row.score === null) return { row, cmi };
  const scaled = fourDecimals(Number(row.score));
  const own = readScore(cmi, is2004(structure) ? 'cmi.score.' : 'cmi.core.score.');
  const [raw, min, max] = own.scaled === scaled ? [numberOf(own.raw), numberOf(own.min), numberOf(own.max)] : [fourDecimals(scaled * 100), 0, 100];
  return { row, cmi, score: { scaled, ...(raw !== undefined && { raw }), ...(min !== undefined && { min }), ...(max !== undefined && { max }) } };
}
