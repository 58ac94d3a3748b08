import { Module } from '@nestjs/common';
import { AdministratorsModule } from '../../administrators/administrators.module';
import { ApplicationsModule } from '../../applications/applications.module';
import { ReportingModule } from '../../reporting/reporting.module';
import { ConsoleCookieModule } from '../console-cookie.module';
import { AccountController } from './account.controller';
import { AdministratorsController } from './administrators.controller';
import { ConsolePagesController } from './console-pages.controller';
import { OverviewController } from './overview.controller';
import { ProviderController } from './provider.controller';
import { ProviderCookie } from './provider-cookie';
import { SignInController } from './sign-in.controller';

/** The console: its pages and what only they call. */
@Module({
  imports: [ConsoleCookieModule, AdministratorsModule, ApplicationsModule, ReportingModule],
  providers: [ProviderCookie],
  controllers: [SignInController, ProviderController, AccountController, AdministratorsController, OverviewController, ConsolePagesController],
})
export class ConsoleApiModule {}
