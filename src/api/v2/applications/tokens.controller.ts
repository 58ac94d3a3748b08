import { Body, HttpCode, Post, Query } from '@nestjs/common';
import { IssueAccessToken } from '../../../applications/issue-access-token';
import { Clock } from '../../../platform/clock';
import { parseInput } from '../../read-body';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { tokenForm, tokenRequest } from './application.wire';

/** Both token endpoints: the form of OAuth2 and the JSON of application management. */
@V2Controller('')
export class TokensController {
  constructor(
    private readonly issue: IssueAccessToken,
    private readonly clock: Clock,
  ) {}

  @Post('oauth/authenticate/application/token')
  @HttpCode(200)
  byForm(@Caller() caller: V2Caller, @Body() body: unknown, @Query() query: object) {
    const form = parseInput(tokenForm, { ...query, ...(body as object | undefined) });
    return { access_token: this.issue.run(caller, form.scope, form.expiration), expires_in: form.expiration, token_type: 'bearer' };
  }

  @Post('appManagement/token')
  @HttpCode(200)
  byRequest(@Caller() caller: V2Caller, @Body() body: unknown) {
    const request = parseInput(tokenRequest, body);
    const life = Math.round((Date.parse(request.expiry) - this.clock.now()) / 1000);
    return { result: this.issue.run(caller, request.permissions.scopes.join(' '), life) };
  }
}
