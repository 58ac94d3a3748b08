import { Platform0000 } from './0000-platform';
import { Applications0001 } from './0001-applications';
import { Courses0002 } from './0002-courses';
import { Registrations0003 } from './0003-registrations';
import { Dispatch0004 } from './0004-dispatch';
import { Mail0005 } from './0005-mail';
import { Invitations0006 } from './0006-invitations';
import { CourseAssets0007 } from './0007-course-assets';
import { LaunchHistory0008 } from './0008-launch-history';
import { Learners0009 } from './0009-learners';
import { Settings0010 } from './0010-settings';
import { Xapi0011 } from './0011-xapi';
import { ApplicationDeletion0012 } from './0012-application-deletion';
import { Postbacks0013 } from './0013-postbacks';
import { Reporting0014 } from './0014-reporting';
import { AnsweredRequests0015 } from './0015-answered-requests';
import { RegistrationLists0016 } from './0016-registration-lists';
import { Lti0017 } from './0017-lti';
import { Events0018 } from './0018-events';
import { LtiKeys0019 } from './0019-lti-keys';
import { Licences0020 } from './0020-licences';
import { UnitLaunches0030 } from './0030-unit-launches';
import { XapiStatements0031 } from './0031-xapi-statements';
import { LmsSessions0035 } from './0035-lms-sessions';
import { LaunchTimelines0040 } from './0040-launch-timelines';
import { SealedSecrets0046 } from './0046-sealed-secrets';

/** The one list, in order, for SQLite and MySQL/MariaDB alike. */
export const allMigrations = [Platform0000, Applications0001, Courses0002, Registrations0003, Dispatch0004, Mail0005, Invitations0006, CourseAssets0007, LaunchHistory0008, Learners0009, Settings0010, Xapi0011, ApplicationDeletion0012, Postbacks0013, Reporting0014, AnsweredRequests0015, RegistrationLists0016, Lti0017, Events0018, LtiKeys0019, Licences0020, UnitLaunches0030, XapiStatements0031, LmsSessions0035, LaunchTimelines0040, SealedSecrets0046];
