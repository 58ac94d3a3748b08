import { Module } from '@nestjs/common';
import { RuntimeModule } from '../../runtime/runtime.module';
import { HacpController } from './hacp.controller';

/** Where AICC content reports to, on the content origin. */
@Module({ imports: [RuntimeModule], controllers: [HacpController] })
export class HacpApiModule {}
