import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKey } from './api-key.entity';
import { ApiKeyRepository } from './api-key.repository';
import { ApplicationContents } from './application-contents';
import { Application } from './application.entity';
import { ApplicationRepository } from './application.repository';
import { BootstrapApplications } from './bootstrap-applications';
import { ChangeApiKeys } from './change-api-keys';
import { ChangeApplication } from './change-application';
import { ChangeCredentials } from './change-credentials';
import { CreateApiKey } from './create-api-key';
import { CreateApplication } from './create-application';
import { Credential } from './credential.entity';
import { DeleteApplication } from './delete-application';
import { FindApplications } from './find-applications';
import { IssueAccessToken } from './issue-access-token';
import { ReadSecretKeys } from './read-secret-keys';
import { IssuerSecrets } from './issuer-secrets';
import { RegisterApplication } from './register-application';
import { SealedSecrets } from './sealed-secrets';
import { VerifyApiKey } from './verify-api-key';
import { VerifyCredential } from './verify-credential';
import { VerifyExternalToken } from './verify-external-token';

const operations = [
  VerifyCredential, IssueAccessToken, CreateApplication, FindApplications, BootstrapApplications, ApplicationContents, RegisterApplication, ChangeApplication, DeleteApplication, ChangeCredentials, ReadSecretKeys, CreateApiKey, ChangeApiKeys, VerifyApiKey,
  VerifyExternalToken,
];

@Module({
  imports: [TypeOrmModule.forFeature([Application, Credential, ApiKey])],
  providers: [ApplicationRepository, ApiKeyRepository, SealedSecrets, IssuerSecrets, ...operations],
  exports: operations,
})
export class ApplicationsModule {}
