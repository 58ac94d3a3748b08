import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangeCourse } from './change-course';
import { Course } from './course.entity';
import { CourseRepository } from './course.repository';
import { CourseVersion } from './course-version.entity';
import { DeleteCourse } from './delete-course';
import { DescribeCourse } from './describe-course';
import { FindCourses } from './find-courses';
import { FindCourseTitles } from './find-course-titles';
import { ImportJob } from './import/import-job.entity';
import { RunCourseImport } from './import/run-course-import';
import { StartCourseImport } from './import/start-course-import';
import { UnpackCourse } from './import/unpack-course';
import { IssueFileToken } from './issue-file-token';
import { ReadCoursePackage } from './read-course-package';
import { PublishCourseVersion } from './publish-course-version';
import { ServeCourseFile } from './serve-course-file';
import { TagsModule } from '../tags/tags.module';
import { SweepCourseFiles } from './sweep-course-files';
import { TagCourses } from './tag-courses';

const operations = [DescribeCourse, TagCourses, FindCourses, FindCourseTitles, ChangeCourse, ReadCoursePackage, DeleteCourse, StartCourseImport, IssueFileToken, ServeCourseFile];

@Module({
  imports: [TagsModule, TypeOrmModule.forFeature([Course, CourseVersion, ImportJob])],
  providers: [CourseRepository, PublishCourseVersion, UnpackCourse, RunCourseImport, SweepCourseFiles, ...operations],
  exports: operations,
})
export class CoursesModule {}
