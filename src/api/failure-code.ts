import type { AdministratorsFailureCode } from '../administrators/administrators.failures';
import type { ApplicationsFailureCode } from '../applications/applications.failures';
import type { CoursesFailureCode } from '../courses/courses.failures';
import type { DispatchFailureCode } from '../dispatch/dispatch.failures';
import type { InvitationsFailureCode } from '../invitations/invitations.failures';
import type { LearnersFailureCode } from '../learners/learners.failures';
import type { PlatformFailureCode } from '../platform/failure';
import type { PostbacksFailureCode } from '../postbacks/postbacks.failures';
import type { RegistrationsFailureCode } from '../registrations/registrations.failures';
import type { ReportingFailureCode } from '../reporting/reporting.failures';
import type { RuntimeFailureCode } from '../runtime/runtime.failures';
import type { SettingsFailureCode } from '../settings/settings.failures';
import type { XapiFailureCode } from '../xapi/xapi.failures';

/** Every expected refusal. Each edge answers all of them: a code without an answer does not compile. */
export type FailureCode = PlatformFailureCode | AdministratorsFailureCode | ApplicationsFailureCode | CoursesFailureCode | DispatchFailureCode | InvitationsFailureCode | LearnersFailureCode | PostbacksFailureCode | RegistrationsFailureCode | ReportingFailureCode | RuntimeFailureCode | SettingsFailureCode | XapiFailureCode;
