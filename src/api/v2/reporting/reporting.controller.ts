import { Get, Query } from '@nestjs/common';
import { invalidInput } from '../../../platform/failure';
import { DescribeAccount } from '../../../reporting/describe-account';
import { GrantReport } from '../../../reporting/grant-report';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';
import { accountInfo, navPermissionOf } from './reporting.wire';

/** The account in numbers, and ways to its report. */
@V2Controller('reporting')
export class ReportingController {
  constructor(
    private readonly account: DescribeAccount,
    private readonly grant: GrantReport,
  ) {}

  @Get('accountInfo')
  async accountInfo(@Caller() { applicationId }: V2Caller) {
    return accountInfo(await this.account.run(applicationId));
  }

  @Get('reportageAuth')
  reportageAuth(@Caller() { applicationId }: V2Caller, @Query() q: Params) {
    return { authEnabled: true, queryString: `auth=${this.grant.token(applicationId, navPermissionOf(q['navPermission']), flagOf('admin', q['admin']))}` };
  }

  @Get('reportageLink')
  reportageLink(@Caller() { applicationId }: V2Caller, @Query() q: Params) {
    const [auth, reportUrl] = ['auth', 'reportUrl'].map((name) => single(q[name]));
    if (!auth || !reportUrl) throw invalidInput(auth ? 'reportUrl' : 'auth', 'is missing');
    return { reportageLink: this.grant.link(applicationId, auth, reportUrl) };
  }
}
