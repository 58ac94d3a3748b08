import { Body, HttpCode, Post } from '@nestjs/common';
import { TestPostback } from '../../../postbacks/test-postback';
import { toTestedPostBack } from '../postbacks/postback.wire';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';

/** Stands before the routes with an id. */
@V2Controller('registrations')
export class PostbackTestController {
  constructor(private readonly test: TestPostback) {}

  @Post('postBackTest')
  @HttpCode(204)
  async run(@Caller() { applicationId }: V2Caller, @Body() body: unknown): Promise<void> {
    await this.test.run(applicationId, toTestedPostBack(body));
  }
}
