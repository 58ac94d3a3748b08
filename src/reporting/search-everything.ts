import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { FindLaunchTimelines } from '../dispatch/diagnostics/find-launch-timelines';
import { readReference, shownReference } from '../dispatch/diagnostics/reference-code.rules';
import { FindDestinations } from '../dispatch/find-destinations';
import { FindDispatches } from '../dispatch/find-dispatches';
import { everything } from '../dispatch/list-query.rules';
import { SearchRecipients } from '../invitations/search-recipients';
import { Failure } from '../platform/failure';
import { SearchRegistrations } from '../registrations/search-registrations';

type SearchKind = 'course' | 'destination' | 'dispatch' | 'invitation' | 'registration' | 'learner' | 'launch';
export interface FoundThing {
  kind: SearchKind;
  /** Where it is; of a person of an invitation, the invitation. */
  id: string;
  /** What people call it. */
  name: string;
  /** What tells it from its like. */
  note: string;
  isPublic?: boolean;
}

const ofEach = 6;
const whole = (first: string | null, last: string | null) => [first, last].filter(Boolean).join(' ');

/** Whatever is called so, of every kind a handful: ids, names, mail addresses, and the references that learners quote. */
@Injectable()
export class SearchEverything {
  constructor(
    private readonly courses: FindCourses,
    private readonly destinations: FindDestinations,
    private readonly dispatches: FindDispatches,
    private readonly registrations: SearchRegistrations,
    private readonly recipients: SearchRecipients,
    private readonly launches: FindLaunchTimelines,
  ) {}

  /** In the order of the kinds; one after the other, because together they would take all connections. */
  async run(applicationId: string, text: string): Promise<FoundThing[]> {
    return [
      ...(await this.launch(applicationId, text)), ...(await this.people(applicationId, text)), ...(await this.invited(applicationId, text)), ...(await this.coursesCalled(applicationId, text)), ...(await this.delivered(applicationId, text)),
    ];
  }

  private async launch(applicationId: string, text: string): Promise<FoundThing[]> {
    const code = readReference(text);
    if (!code) return [];
    const found = await this.launches.one(applicationId, code).catch((fault: unknown) => {
      if (fault instanceof Failure && fault.code === 'timeline-unknown') return undefined;
      throw fault;
    });
    return found ? [{ kind: 'launch', id: shownReference(code), name: shownReference(code), note: '' }] : [];
  }

  /** A learner is who registrations are for. */
  private async people(applicationId: string, text: string): Promise<FoundThing[]> {
    const rows = await this.registrations.run(applicationId, text, ofEach * 2);
    const learners = new Map(rows.map((row) => [row.learner_id, { kind: 'learner' as const, id: row.learner_id, name: whole(row.first_name, row.last_name) || row.learner_id, note: row.email ?? row.learner_id }]));
    const registrations = rows.slice(0, ofEach).map((row) => ({ kind: 'registration' as const, id: row.id, name: `${whole(row.first_name, row.last_name) || row.learner_id} – ${row.course_title}`, note: row.id }));
    return [...[...learners.values()].slice(0, ofEach), ...registrations];
  }

  private async invited(applicationId: string, text: string): Promise<FoundThing[]> {
    const people = await this.recipients.run(applicationId, text, ofEach);
    return people.map((one) => ({ kind: 'invitation', id: one.invitationKey, name: one.email, note: one.courseId, isPublic: one.isPublic }));
  }

  private async coursesCalled(applicationId: string, text: string): Promise<FoundThing[]> {
    const found = new Map<string, FoundThing>();
    for (const filterBy of ['title', 'course_id'] as const) {
      const { rows } = await this.courses.list(applicationId, { dateField: 'updated', orderBy: 'updated', direction: 'desc', filter: text, filterBy }, { withTotal: false, size: ofEach });
      for (const { course, version } of rows) found.set(course.id, { kind: 'course', id: course.id, name: version.title, note: course.id });
    }
    return [...found.values()].slice(0, ofEach);
  }

  private async delivered(applicationId: string, text: string): Promise<FoundThing[]> {
    const asked = { ...everything, direction: 'desc' as const, filter: text };
    const destinations = new Map<string, FoundThing>();
    for (const filterBy of ['name', 'id'] as const) {
      const { rows } = await this.destinations.list(applicationId, { ...asked, filterBy }, { withTotal: false, withDispatchCount: false, size: ofEach });
      for (const { destination } of rows) destinations.set(destination.id, { kind: 'destination', id: destination.id, name: destination.name, note: destination.id });
    }
    const dispatches = await this.dispatches.list(applicationId, asked, { withTotal: false, size: ofEach });
    return [
      ...[...destinations.values()].slice(0, ofEach),
      ...dispatches.rows.map(({ dispatch }) => ({ kind: 'dispatch' as const, id: dispatch.id, name: dispatch.id, note: '' })),
    ];
  }
}
