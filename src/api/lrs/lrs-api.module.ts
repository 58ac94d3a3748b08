import { Module } from '@nestjs/common';
import { RuntimeModule } from '../../runtime/runtime.module';
import { XapiModule } from '../../xapi/xapi.module';
import { DocumentsController } from './documents.controller';
import { LrsCallers } from './lrs-caller';
import { ResourcesController } from './resources.controller';
import { StatementsController } from './statements.controller';

/** The store of statements and documents for content at work, on the content origin. */
@Module({ imports: [RuntimeModule, XapiModule], controllers: [ResourcesController, StatementsController, DocumentsController], providers: [LrsCallers] })
export class LrsApiModule {}
