import { applicationOperations } from '../applications/applications.operations';
import { courseOperations } from '../courses/courses.operations';
import { dispatchOperations } from '../dispatch/dispatch.operations';
import { invitationOperations } from '../invitations/invitations.operations';
import { learnerOperations } from '../learners/learners.operations';
import { postbackOperations } from '../postbacks/postbacks.operations';
import { registrationOperations } from '../registrations/registrations.operations';
import { reportingOperations } from '../reporting/reporting.operations';
import { serviceOperations } from '../service/service.operations';
import { unofferedOperations } from '../unoffered/unoffered.operations';
import { xapiOperations } from '../xapi/xapi.operations';
import type { Operations } from './operation';

/** Every operation of the API, by the name of its part. */
export const allOperations: Readonly<Record<string, Operations>> = {
  Courses: courseOperations,
  Dispatch: dispatchOperations,
  Invitations: invitationOperations,
  Registrations: registrationOperations,
  Learners: learnerOperations,
  Postbacks: postbackOperations,
  xAPI: xapiOperations,
  Applications: applicationOperations,
  Reporting: reportingOperations,
  Service: serviceOperations,
  'Not offered': unofferedOperations,
};
