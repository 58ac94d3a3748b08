import { Injectable } from '@nestjs/common';
import { type Account, DescribeAccount } from '../../../reporting/describe-account';
import { GrantReport } from '../../../reporting/grant-report';
import { navPermissions } from '../../../reporting/report-view.rules';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { dateOf, flagOf, required } from '../v1-parameters';
import { wordOf } from '../v1-texts';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';

const usageOf = (account: Account): Xml =>
  element(
    'usage', {}, element('monthstart', {}, dateOf(account.monthStart)), element('regcount', {}, account.registrationsThisMonth), element('totalregistrations', {}, account.registrations), element('totalcourses', {}, account.courses),
  );

/** An application has no owner and no limit of registrations here: those elements are empty. */
const shown = (account: Account): Xml =>
  element(
    'account', {}, element('email'), element('firstname'), element('lastname'), element('company', {}, account.name), element('accounttype', {}, 'SELF_HOSTED'), element('reglimit'), element('strictlimit', {}, false),
    element('createdate', {}, dateOf(account.createdAt)), usageOf(account),
  );

/** rustici.reporting: the account in numbers, and the way to its report. */
@Injectable()
export class ReportingMethods implements V1MethodGroup {
  constructor(
    private readonly account: DescribeAccount,
    private readonly grant: GrantReport,
  ) {}

  readonly methods: V1Methods = {
    'rustici.reporting.getAccountInfo': { signedBy: 'application', run: async ({ applicationId }) => elements(shown(await this.account.run(applicationId))) },
    'rustici.reporting.getUsageInfo': { signedBy: 'application', run: async ({ applicationId }) => elements(usageOf(await this.account.run(applicationId))) },
    'rustici.reporting.getReportageAuth': { signedBy: 'application', run: (call) => this.auth(call) },
    'rustici.reporting.launchReport': { signedBy: 'application', run: (call) => ({ redirect: this.grant.link(call.applicationId, required(call, 'auth'), required(call, 'reporturl')) }) },
    'rustici.reporting.updateApplicationInReportage': { signedBy: 'application', run: () => elements(element('success')) }, // the report reads what is there
  };

  private auth(call: V1Call): V1Answer {
    required(call, 'navpermission');
    const nav = wordOf(call, navPermissions, 'navpermission') ?? 'NONAV';
    return elements(element('auth', {}, this.grant.token(call.applicationId, nav, flagOf(call, 'admin') ?? false)));
  }
}
