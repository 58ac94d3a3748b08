import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../../applications/applications.module';
import { RateLimitModule } from '../rate-limit.module';
import { CoursesModule } from '../../courses/courses.module';
import { RegistrationsModule } from '../../registrations/registrations.module';
import { CourseAttributesMethods } from './methods/course-attributes.methods';
import { CourseFilesMethods } from './methods/course-files.methods';
import { CourseViews } from './methods/course-views';
import { CoursesMethods } from './methods/courses.methods';
import { DebugMethods } from './methods/debug.methods';
import type { V1MethodGroup } from './v1-call';
import { V1MethodTable } from './v1-method-table';
import { V1Controller } from './v1.controller';
import { VerifyV1Call } from './verify-v1-call';

/** What answers the methods; a group answers those of one area. */
const groups = [
  DebugMethods,
  CoursesMethods,
  CourseAttributesMethods,
  CourseFilesMethods,
];

/** The legacy v1 API. */
@Module({
  imports: [RateLimitModule, ApplicationsModule, CoursesModule, RegistrationsModule],
  controllers: [V1Controller],
  providers: [...groups, CourseViews, { provide: V1MethodTable, useFactory: (...all: V1MethodGroup[]) => new V1MethodTable(all), inject: groups }, VerifyV1Call],
})
export class V1ApiModule {}
