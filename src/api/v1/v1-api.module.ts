import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../../applications/applications.module';
import { DebugMethods } from './methods/debug.methods';
import { V1MethodTable } from './v1-method-table';
import { V1Controller } from './v1.controller';
import { VerifyV1Call } from './verify-v1-call';

/** The legacy v1 API. */
@Module({ imports: [ApplicationsModule], controllers: [V1Controller], providers: [DebugMethods, V1MethodTable, VerifyV1Call] })
export class V1ApiModule {}
