import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CoursesModule } from '../courses/courses.module';
import { TagsModule } from '../tags/tags.module';
import { CountRegistrations } from './count-registrations';
import { CreateInstance } from './create-instance';
import { CreateRegistration } from './create-registration';
import { CreateRegistrations } from './create-registrations';
import { DeleteRegistration } from './delete-registration';
import { FindRegistrations } from './find-registrations';
import { OpenInstance } from './open-instance';
import { RecordProgress } from './record-progress';
import { Registration } from './registration.entity';
import { RegistrationInstance } from './registration-instance.entity';
import { RegistrationListReport } from './registration-list.report';
import { RegistrationRepository } from './registration.repository';
import { TagRegistrations } from './tag-registrations';

@Module({
  imports: [CoursesModule, TagsModule, TypeOrmModule.forFeature([Registration, RegistrationInstance])],
  providers: [RegistrationRepository, RegistrationListReport, CountRegistrations, CreateRegistration, CreateRegistrations, CreateInstance, FindRegistrations, DeleteRegistration, RecordProgress, OpenInstance, TagRegistrations],
  exports: [CountRegistrations, CreateRegistration, CreateRegistrations, CreateInstance, FindRegistrations, DeleteRegistration, RecordProgress, OpenInstance, TagRegistrations],
})
export class RegistrationsModule {}
