import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangeXapiCredentials } from './change-xapi-credentials';
import { ChangeDocuments } from './documents/change-documents';
import { XapiDocument } from './documents/document.entity';
import { DocumentRepository } from './documents/document.repository';
import { FindDocuments } from './documents/find-documents';
import { FindXapiCredentials } from './find-xapi-credentials';
import { ForgetXapi } from './forget-xapi';
import { KeepLrsCallback } from './keep-lrs-callback';
import { LrsCallback } from './lrs-callback.entity';
import { LrsCallbackRepository } from './lrs-callback.repository';
import { ChangeStatementPipes } from './pipes/change-statement-pipes';
import { FindStatementPipes } from './pipes/find-statement-pipes';
import { StatementPipe } from './pipes/statement-pipe.entity';
import { StatementPipeRepository } from './pipes/statement-pipe.repository';
import { FindStatements } from './statements/find-statements';
import { MoveLearnerDocuments } from './documents/move-learner-documents';
import { StoredStatement } from './statements/statement.entity';
import { StatementRepository } from './statements/statement.repository';
import { StoreStatements } from './statements/store-statements';
import { XapiCredential } from './xapi-credential.entity';
import { XapiCredentialRepository } from './xapi-credential.repository';

const operations = [ChangeXapiCredentials, FindXapiCredentials, ChangeStatementPipes, FindStatementPipes, StoreStatements, FindStatements, ChangeDocuments, FindDocuments, MoveLearnerDocuments, KeepLrsCallback];

/** Statements and documents of content, who may read and write them, and where they go. */
@Module({
  imports: [TypeOrmModule.forFeature([XapiCredential, StatementPipe, StoredStatement, XapiDocument, LrsCallback])],
  providers: [...operations, ForgetXapi, XapiCredentialRepository, LrsCallbackRepository, StatementPipeRepository, StatementRepository, DocumentRepository],
  exports: operations,
})
export class XapiModule {}
