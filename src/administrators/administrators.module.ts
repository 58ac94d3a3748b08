import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApplicationsModule } from '../applications/applications.module';
import { AcceptInvitation } from './accept-invitation';
import { AdmitPerson } from './admit-person';
import { AddAdministrator } from './add-administrator';
import { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';
import { AuditEntry } from './audit-entry.entity';
import { AuditRepository } from './audit.repository';
import { BootstrapAdministrator } from './bootstrap-administrator';
import { ChangeAccount } from './change-account';
import { ChangeAdministrator } from './change-administrator';
import { ChangePassword } from './change-password';
import { ChangeSecondFactor } from './change-second-factor';
import { CheckedRoles } from './checked-roles';
import { ConsoleSession } from './console-session.entity';
import { ConsoleSessionRepository } from './console-session.repository';
import { CreateFirstAdministrator } from './create-first-administrator';
import { DescribeConsoleSession } from './describe-console-session';
import { EndConsoleSession } from './end-console-session';
import { FindAdministrators } from './find-administrators';
import { FindAuditEntries } from './find-audit-entries';
import { FindConsoleSessions } from './find-console-sessions';
import { FirstAdministratorLink } from './first-administrator-link';
import { FollowDeletions } from './follow-deletions';
import { InviteAdministrator } from './invite-administrator';
import { MailConsoleLinks } from './mail-console-links';
import { OneTimeLinks } from './one-time-links';
import { OpenApplication } from './open-application';
import { OpenConsoleSession } from './open-console-session';
import { Passwords } from './passwords';
import { ProvePassword } from './prove-password';
import { PruneAudit } from './prune-audit';
import { RecordAudit } from './record-audit';
import { RecoveryCode } from './recovery-code.entity';
import { SecondFactor } from './second-factor';
import { SignIn } from './sign-in';
import { SignInByProvider } from './sign-in-by-provider';
import { SignInLimits } from './sign-in-limits';
import { VerifyConsoleSession } from './verify-console-session';

const operations = [
  FirstAdministratorLink, CreateFirstAdministrator, SignIn, SignInByProvider, AcceptInvitation, VerifyConsoleSession, DescribeConsoleSession, FindConsoleSessions, EndConsoleSession, ChangePassword, ChangeSecondFactor, ChangeAccount,
  FindAdministrators, InviteAdministrator, ChangeAdministrator, OpenApplication, FindAuditEntries, RecordAudit,
];

/** Who works with the console, what they may, and what they did. */
@Module({
  imports: [TypeOrmModule.forFeature([Administrator, RecoveryCode, ConsoleSession, AuditEntry]), ApplicationsModule],
  providers: [
    AdministratorRepository, ConsoleSessionRepository, AuditRepository, Passwords, SignInLimits, ProvePassword, SecondFactor, AddAdministrator, AdmitPerson, OpenConsoleSession, OneTimeLinks, CheckedRoles, MailConsoleLinks, BootstrapAdministrator, FollowDeletions,
    PruneAudit, ...operations,
  ],
  exports: operations,
})
export class AdministratorsModule {}
