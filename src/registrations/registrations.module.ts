import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CoursesModule } from '../courses/courses.module';
import { SettingsModule } from '../settings/settings.module';
import { TagsModule } from '../tags/tags.module';
import { AttachTags } from './attach-tags';
import { ChangeLearner } from './change-learner';
import { ConfigureRegistrations } from './configure-registrations';
import { CountRegistrations } from './count-registrations';
import { CreateInstance } from './create-instance';
import { CreateRegistration } from './create-registration';
import { CreateRegistrations } from './create-registrations';
import { DeleteInstance } from './delete-instance';
import { DeleteRegistration } from './delete-registration';
import { FindLearners } from './find-learners';
import { FindPostedInstances } from './find-posted-instances';
import { FindRegistrations } from './find-registrations';
import { LearnerRepository } from './learner.repository';
import { OpenInstance } from './open-instance';
import { RecordOverride } from './record-override';
import { RecordProgress } from './record-progress';
import { Registration } from './registration.entity';
import { RegistrationInstance } from './registration-instance.entity';
import { RegistrationListReport } from './registration-list.report';
import { RegistrationReport } from './registration.report';
import { RegistrationPlaceReport } from './registration-place.report';
import { RegistrationRepository } from './registration.repository';
import { RegistrationTargetsReport } from './registration-targets.report';
import { ResetProgress } from './reset-progress';
import { RegistrationSearchReport } from './registration-search.report';
import { SearchRegistrations } from './search-registrations';
import { TagRegistrations } from './tag-registrations';
import { WalkRegistrations } from './walk-registrations';

const operations = [
  AttachTags, ChangeLearner, ConfigureRegistrations, CountRegistrations, CreateRegistration, CreateRegistrations, CreateInstance, DeleteInstance, FindLearners, FindPostedInstances, FindRegistrations, DeleteRegistration,
  RecordOverride, RecordProgress, ResetProgress, OpenInstance, SearchRegistrations, TagRegistrations, WalkRegistrations,
];

@Module({
  imports: [CoursesModule, TagsModule, SettingsModule, TypeOrmModule.forFeature([Registration, RegistrationInstance])],
  providers: [RegistrationRepository, RegistrationListReport, RegistrationReport, RegistrationSearchReport, RegistrationPlaceReport, RegistrationTargetsReport, LearnerRepository, ...operations],
  exports: operations,
})
export class RegistrationsModule {}
