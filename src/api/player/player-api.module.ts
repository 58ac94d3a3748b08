import { Module } from '@nestjs/common';
import { RuntimeModule } from '../../runtime/runtime.module';
import { PlayController } from './play.controller';

/** The player on the content origin. */
@Module({ imports: [RuntimeModule], controllers: [PlayController] })
export class PlayerApiModule {}
