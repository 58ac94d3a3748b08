import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { ReadCourseFiles } from '../courses/files/read-course-files';
import type { CourseStructure } from '../courses/manifests/course-structure.rules';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindRegistrations } from '../registrations/find-registrations';
import { sessionGone } from './runtime.failures';
import { emptyRuntimeState, type RuntimeState } from './scorm/runtime-state.rules';
import type { Session } from './session.entity';
import { SessionRepository } from './session.repository';
import type { SessionClaims } from './session-token';

export interface SessionContents {
  session: Session;
  structure: CourseStructure;
  state: RuntimeState;
  rev: number;
  /** Of the course's files, as they were when the session was opened. */
  filesRevision: number;
  learner: { id: string; firstName: string | null; lastName: string | null };
}

/** Everything the player needs to boot with the full state. */
@Injectable()
export class ReadSession {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly files: ReadCourseFiles,
    private readonly registrations: FindRegistrations,
    private readonly sessions: SessionRepository,
  ) {}

  /** Failures: session-gone. */
  async run(claims: SessionClaims): Promise<SessionContents> {
    const structure = await this.courses.structureOf(claims.v);
    return this.unit.run(async () => {
      const session = await this.sessions.find(claims.s);
      if (!session) throw sessionGone();
      const filesRevision = await this.files.revisionAt(claims.v, session.openedAt);
      if (claims.r === '') return { session, structure, filesRevision, state: emptyRuntimeState(), rev: 0, learner: { id: '', firstName: null, lastName: null } };
      const found = await this.registrations.stateOf(claims.a, claims.r, claims.i);
      if (!found) throw sessionGone();
      return { session, structure, filesRevision, state: JSON.parse(found.runtime) as RuntimeState, rev: found.rev, learner: found.learner };
    });
  }
}
