import { Module } from '@nestjs/common';
import { CoursesModule } from '../../courses/courses.module';
import { ContentController } from './content.controller';

/** Course files on the content origin. */
@Module({ imports: [CoursesModule], controllers: [ContentController] })
export class ContentApiModule {}
