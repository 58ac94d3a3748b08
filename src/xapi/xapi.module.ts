import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangeXapiCredentials } from './change-xapi-credentials';
import { FindXapiCredentials } from './find-xapi-credentials';
import { ForgetXapi } from './forget-xapi';
import { ChangeStatementPipes } from './pipes/change-statement-pipes';
import { FindStatementPipes } from './pipes/find-statement-pipes';
import { StatementPipe } from './pipes/statement-pipe.entity';
import { StatementPipeRepository } from './pipes/statement-pipe.repository';
import { XapiCredential } from './xapi-credential.entity';
import { XapiCredentialRepository } from './xapi-credential.repository';

const operations = [ChangeXapiCredentials, FindXapiCredentials, ChangeStatementPipes, FindStatementPipes];

/** Who may read and write an application's statements, and where they go. */
@Module({
  imports: [TypeOrmModule.forFeature([XapiCredential, StatementPipe])],
  providers: [...operations, ForgetXapi, XapiCredentialRepository, StatementPipeRepository],
  exports: operations,
})
export class XapiModule {}
