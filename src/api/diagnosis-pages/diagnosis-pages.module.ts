import { Module } from '@nestjs/common';
import { DispatchModule } from '../../dispatch/dispatch.module';
import { DiagnosisController } from './diagnosis.controller';

/** The page on which vendors and administrators of learning platforms see what happened in a launch. */
@Module({ imports: [DispatchModule], controllers: [DiagnosisController] })
export class DiagnosisPagesModule {}
