import { Body, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ChangeStatementPipes } from '../../../xapi/pipes/change-statement-pipes';
import { FindStatementPipes } from '../../../xapi/pipes/find-statement-pipes';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { fromStatementPipe, toPipeId, toStatementPipe } from './xapi.wire';

@V2Controller('xapi/statementPipes')
export class StatementPipesController {
  constructor(
    private readonly change: ChangeStatementPipes,
    private readonly find: FindStatementPipes,
  ) {}

  @Get()
  async list(@Caller() { applicationId }: V2Caller) {
    return { xapiStatementPipes: (await this.find.all(applicationId)).map(fromStatementPipe) };
  }

  @Post()
  @HttpCode(200)
  async create(@Caller() { applicationId }: V2Caller, @Body() body: unknown) {
    return { result: await this.change.create(applicationId, toStatementPipe(body)) };
  }

  @Get(':statementPipeId')
  async one(@Caller() { applicationId }: V2Caller, @Param('statementPipeId') id: string) {
    return fromStatementPipe(await this.find.one(applicationId, id));
  }

  @Put(':statementPipeId')
  async put(@Caller() { applicationId }: V2Caller, @Param('statementPipeId') id: string, @Body() body: unknown) {
    await this.change.put(applicationId, toPipeId(id), toStatementPipe(body));
    return { result: id };
  }

  @Delete(':statementPipeId')
  @HttpCode(204)
  async delete(@Caller() { applicationId }: V2Caller, @Param('statementPipeId') id: string): Promise<void> {
    await this.change.remove(applicationId, id);
  }
}
