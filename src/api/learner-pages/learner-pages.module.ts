import { Module } from '@nestjs/common';
import { RuntimeModule } from '../../runtime/runtime.module';
import { LaunchController } from './launch.controller';
import { LearnerPages } from './learner-pages';

/** Pages learners see on the public origin. */
@Module({ imports: [RuntimeModule], controllers: [LaunchController], providers: [LearnerPages] })
export class LearnerPagesModule {}
