import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApplicationsModule } from '../applications/applications.module';
import { DispatchModule } from '../dispatch/dispatch.module';
import { InvitationsModule } from '../invitations/invitations.module';
import { RegistrationsModule } from '../registrations/registrations.module';
import { RuntimeModule } from '../runtime/runtime.module';
import { TagsModule } from '../tags/tags.module';
import { XapiModule } from '../xapi/xapi.module';
import { EraseLearner } from './erase-learner';
import { EraseLearnerData } from './erase-learner-data';
import { Erasure } from './erasure.entity';
import { ErasureRepository } from './erasure.repository';
import { ForgetErasures } from './forget-erasures';
import { MailErasure } from './mail-erasure';
import { RenameLearner } from './rename-learner';
import { RunErasure } from './run-erasure';
import { TagLearners } from './tag-learners';

const operations = [TagLearners, RenameLearner, EraseLearner];

@Module({
  imports: [ApplicationsModule, RegistrationsModule, RuntimeModule, DispatchModule, InvitationsModule, TagsModule, XapiModule, TypeOrmModule.forFeature([Erasure])],
  providers: [ErasureRepository, EraseLearnerData, RunErasure, MailErasure, ForgetErasures, ...operations],
  exports: operations,
})
export class LearnersModule {}
