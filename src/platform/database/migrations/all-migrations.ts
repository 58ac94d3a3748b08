import { Platform0000 } from './0000-platform';
import { Applications0001 } from './0001-applications';
import { Courses0002 } from './0002-courses';
import { Registrations0003 } from './0003-registrations';
import { Dispatch0004 } from './0004-dispatch';
import { Mail0005 } from './0005-mail';
import { Invitations0006 } from './0006-invitations';

/** The one list, in order, for SQLite and MySQL/MariaDB alike. */
export const allMigrations = [Platform0000, Applications0001, Courses0002, Registrations0003, Dispatch0004, Mail0005, Invitations0006];
