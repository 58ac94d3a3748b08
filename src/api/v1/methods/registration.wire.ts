import type { TagsToAttach } from '../../../registrations/attach-tags';
import type { NewRegistration } from '../../../registrations/create-registration';
import type { LearnerNames } from '../../../registrations/change-learner';
import type { RegistrationRow } from '../../../registrations/find-registrations';
import type { WalkedRegistration } from '../../../registrations/walk-registrations';
import type { V1Call } from '../v1-call';
import { V1Refusal } from '../v1-failures';
import { dateOf, numberOrLatest, required } from '../v1-parameters';
import { named, newIdOf, tagsOf, textOf } from '../v1-texts';
import { postBackOf, usualNames } from '../v1-postback';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';

/** Tags for the learner, the course and the registration; nothing when there are none. */
export function tagsToAttach(call: V1Call): TagsToAttach | undefined {
  const tags = { learner: tagsOf(call, 'learnerTags', 'learnertags'), course: tagsOf(call, 'courseTags', 'coursetags'), registration: tagsOf(call, 'registrationTags', 'registrationtags') };
  return Object.values(tags).some((words) => words?.length) ? tags : undefined;
}

/** What createRegistration was asked for. `disableTracking` and `sandbox` ask for nothing that there is: a launch says whether it is tracked, and no registration is charged. */
export function newRegistrationOf(call: V1Call): NewRegistration {
  const courseId = required(call, 'courseid');
  const registrationId = newIdOf(call, 'regid');
  const learner = { id: newIdOf(call, 'learnerid'), firstName: named(call, 255, 'fname'), lastName: named(call, 255, 'lname'), email: textOf(call, 255, 'email') };
  if (call.get(...usualNames.user) && !call.get(...usualNames.password)) throw new V1Refusal(3, 'The parameter urlname needs urlpass beside it');
  return { applicationId: call.applicationId, registrationId, courseId, courseVersion: numberOrLatest(call, 'versionid'), learner, postBack: postBackOf(call), tags: tagsToAttach(call) };
}

/** What updateLearnerInfo changes; an address that is not given stays. */
export const namesOf = (call: V1Call): LearnerNames => ({
  id: call.get('newid') ? newIdOf(call, 'newid') : undefined, firstName: named(call, 255, 'fname'), lastName: named(call, 255, 'lname'), email: textOf(call, 255, 'email'),
});

const fieldsOf = (applicationId: string, row: RegistrationRow): Xml[] => [
  element('appId', {}, applicationId), element('registrationId', {}, row.id), element('courseId', {}, row.course_id), element('courseTitle', {}, row.course_title),
  element('lastCourseVersionLaunched', {}, row.course_version), element('learnerId', {}, row.learner_id), element('learnerFirstName', {}, row.first_name), element('learnerLastName', {}, row.last_name),
  element('email', {}, row.email), element('createDate', {}, dateOf(row.created_at)), element('firstAccessDate', {}, dateOf(row.first_access_at)), element('lastAccessDate', {}, dateOf(row.last_access_at)),
  element('completedDate', {}, dateOf(row.completed_at)), element('tinCanRegistrationId', {}, row.xapi_registration_id),
];

/** `report` stands inside where results are asked for. */
export function registrationXml(applicationId: string, { row, instances }: WalkedRegistration, report?: Xml): Xml {
  const all = instances.map((one) =>
    element('instance', {}, element('instanceId', {}, one.instance), element('courseVersion', {}, one.course_version), element('updateDate', {}, dateOf(one.updated_at))),
  );
  return element('registration', { id: row.id, courseid: row.course_id }, ...fieldsOf(applicationId, row), element('instances', {}, ...all), ...(report ? [report] : []));
}
