import { Module } from '@nestjs/common';
import { AdministratorsModule } from '../administrators/administrators.module';
import { ConsoleCookie } from './console-cookie';

/** One cookie for the console and what it calls. */
@Module({ imports: [AdministratorsModule], providers: [ConsoleCookie], exports: [ConsoleCookie] })
export class ConsoleCookieModule {}
