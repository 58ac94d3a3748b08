import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../../applications/applications.module';
import { ConsoleCookieModule } from '../console-cookie.module';
import { MailboxController } from './mailbox.controller';
import { MailboxGuard } from './mailbox.guard';
import { MailboxPages } from './mailbox-pages';

/** The mailbox for developers. */
@Module({ imports: [ApplicationsModule, ConsoleCookieModule], controllers: [MailboxController], providers: [MailboxGuard, MailboxPages] })
export class MailboxModule {}
