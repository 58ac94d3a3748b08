import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Application } from './application.entity';
import { ApplicationRepository } from './application.repository';
import { BootstrapApplications } from './bootstrap-applications';
import { CreateApplication } from './create-application';
import { Credential } from './credential.entity';
import { FindApplications } from './find-applications';
import { IssueAccessToken } from './issue-access-token';
import { VerifyCredential } from './verify-credential';

@Module({
  imports: [TypeOrmModule.forFeature([Application, Credential])],
  providers: [ApplicationRepository, VerifyCredential, IssueAccessToken, CreateApplication, FindApplications, BootstrapApplications],
  exports: [VerifyCredential, IssueAccessToken, CreateApplication, FindApplications, BootstrapApplications],
})
export class ApplicationsModule {}
