import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApplicationContents } from './application-contents';
import { Application } from './application.entity';
import { ApplicationRepository } from './application.repository';
import { BootstrapApplications } from './bootstrap-applications';
import { ChangeApplication } from './change-application';
import { ChangeCredentials } from './change-credentials';
import { CreateApplication } from './create-application';
import { Credential } from './credential.entity';
import { DeleteApplication } from './delete-application';
import { FindApplications } from './find-applications';
import { IssueAccessToken } from './issue-access-token';
import { ReadSecretKeys } from './read-secret-keys';
import { RegisterApplication } from './register-application';
import { SealedSecrets } from './sealed-secrets';
import { VerifyCredential } from './verify-credential';

@Module({
  imports: [TypeOrmModule.forFeature([Application, Credential])],
  providers: [ApplicationRepository, SealedSecrets, VerifyCredential, IssueAccessToken, CreateApplication, FindApplications, BootstrapApplications, ApplicationContents, RegisterApplication, ChangeApplication, DeleteApplication, ChangeCredentials, ReadSecretKeys],
  exports: [VerifyCredential, IssueAccessToken, CreateApplication, FindApplications, BootstrapApplications, ApplicationContents, RegisterApplication, ChangeApplication, DeleteApplication, ChangeCredentials, ReadSecretKeys],
})
export class ApplicationsModule {}
