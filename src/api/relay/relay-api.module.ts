import { Module } from '@nestjs/common';
import { DispatchModule } from '../../dispatch/dispatch.module';
import { CheckController } from './check.controller';
import { DispatchLaunchController } from './dispatch-launch.controller';
import { LaunchAnswers } from './launch-answers';
import { ShellController } from './shell.controller';

/** What dispatch packages in clients' LMSs talk to. */
@Module({ imports: [DispatchModule], controllers: [ShellController, DispatchLaunchController, CheckController], providers: [LaunchAnswers] })
export class RelayApiModule {}
