import { Module } from '@nestjs/common';
import { CoursesModule } from '../../courses/courses.module';
import { CoursePropertiesController } from './course-properties.controller';
import { PropertiesPages } from './properties-pages';

/** Where whoever looks after a course changes its title and settings, by a link of the API. */
@Module({ imports: [CoursesModule], controllers: [CoursePropertiesController], providers: [PropertiesPages] })
export class CoursePagesModule {}
