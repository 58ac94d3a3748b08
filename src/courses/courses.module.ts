import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangeCourse } from './change-course';
import { ChangeCourseProperties } from './change-course-properties';
import { ConfigureCourses } from './configure-courses';
import { Course } from './course.entity';
import { CourseRepository } from './course.repository';
import { CourseVersion } from './course-version.entity';
import { DeleteCourse } from './delete-course';
import { DescribeCourse } from './describe-course';
import { GrantCourseEditor } from './editor/grant-course-editor';
import { ReadCourseEditor } from './editor/read-course-editor';
import { FindCourses } from './find-courses';
import { FindPackages } from './find-packages';
import { FindCourseTitles } from './find-course-titles';
import { ChangeCourseFiles } from './files/change-course-files';
import { CourseFileChange } from './files/course-file-change.entity';
import { CourseFileRepository } from './files/course-file.repository';
import { FetchCourseFile } from './files/fetch-course-file';
import { ListCourseFiles } from './files/list-course-files';
import { OverlayCourseFiles } from './files/overlay-course-files';
import { ReadCourseFiles } from './files/read-course-files';
import { ZipCourseFiles } from './files/zip-course-files';
import { AwaitImport } from './import/await-import';
import { UploadPackage } from './import/upload-package';
import { BuildMediaCourse } from './import/build-media-course';
import { ForgetImportJobs } from './import/forget-import-jobs';
import { EndImport } from './import/end-import';
import { FetchPackage } from './import/fetch-package';
import { ImportJob } from './import/import-job.entity';
import { PostImportResult } from './import/post-import-result';
import { PrepareVersion } from './import/prepare-version';
import { RunCourseImport } from './import/run-course-import';
import { StartCourseImport } from './import/start-course-import';
import { StartOverlay } from './import/start-overlay';
import { UnpackCourse } from './import/unpack-course';
import { WrapLoneStructure } from './import/wrap-lone-structure';
import { IssueFileToken } from './issue-file-token';
import { ReadCoursePackage } from './read-course-package';
import { PublishCourseVersion } from './publish-course-version';
import { ServeCourseFile } from './serve-course-file';
import { SettingsModule } from '../settings/settings.module';
import { TagsModule } from '../tags/tags.module';
import { SweepCourseFiles } from './sweep-course-files';
import { TagCourses } from './tag-courses';
import { CourseUpload } from './uploads/course-upload.entity';
import { DeleteUploads } from './uploads/delete-uploads';
import { FindUploads } from './uploads/find-uploads';
import { IssueUploadToken } from './uploads/issue-upload-token';
import { StageUpload } from './uploads/stage-upload';
import { SweepUploads } from './uploads/sweep-uploads';
import { TakeUpload } from './uploads/take-upload';
import { UploadRepository } from './uploads/upload.repository';

const uploads = [IssueUploadToken, TakeUpload, FindUploads, StageUpload, DeleteUploads];
const operations = [DescribeCourse, TagCourses, ConfigureCourses, FindCourses, FindCourseTitles, ChangeCourse, ChangeCourseProperties, ReadCoursePackage, DeleteCourse, StartCourseImport, IssueFileToken, ServeCourseFile, ReadCourseFiles, ListCourseFiles, ChangeCourseFiles, FetchCourseFile, PostImportResult, AwaitImport, StartOverlay, GrantCourseEditor, ReadCourseEditor, ...uploads, FindPackages, UploadPackage];

@Module({
  imports: [TagsModule, SettingsModule, TypeOrmModule.forFeature([Course, CourseVersion, CourseFileChange, CourseUpload, ImportJob])],
  providers: [CourseRepository, CourseFileRepository, UploadRepository, OverlayCourseFiles, SweepUploads, ZipCourseFiles, PublishCourseVersion, WrapLoneStructure, UnpackCourse, BuildMediaCourse, PrepareVersion, FetchPackage, EndImport, ForgetImportJobs, RunCourseImport, SweepCourseFiles, ...operations],
  exports: operations,
})
export class CoursesModule {}
