import { z } from 'zod';
import { navPermissions } from '../../../reporting/report-view.rules';
import type { Operations } from '../openapi/operation';
import { aFlag, aText, oneOf } from '../openapi/query-parameters';
import { count, flag, moment, text } from '../v2-answers.wire';

const usage = z.object({ monthStart: moment, regCount: count, totalRegistrations: count, totalCourses: count }).meta({ id: 'ReportageAccountInfoUsageSchema' });
/** An application has no owner and no limit here: what is said of them is never there. */
const account = z.object({ email: text, firstName: text, lastName: text, regLimit: count, company: text, accountType: text, strictLimit: flag, createDate: moment, usage: usage.optional() }).meta({ id: 'ReportageAccountInfoSchema' });
const token = z.object({ authEnabled: flag, queryString: text }).meta({ id: 'ReportageAuthTokenSchema' });
const link = z.object({ reportageLink: text }).meta({ id: 'ReportageLinkSchema' });

export const reportingOperations: Operations = {
  'GET /reporting/accountInfo': { id: 'getAccountInfo', summary: 'The application and how much it is used', answer: account },
  'GET /reporting/reportageAuth': {
    id: 'getReportageAuthToken', summary: 'A token to make links to the report with; it lives ten minutes', answer: token,
    query: [{ ...oneOf('navPermission', 'How far the holder of a link may go: nowhere, only deeper, anywhere', navPermissions), required: true }, aFlag('admin', 'Links may show one learner alone')],
  },
  'GET /reporting/reportageLink': {
    id: 'getReportageLink', summary: 'A link to the report, which works for an hour', answer: link,
    query: [aText('auth', 'The queryString of a token', true), aText('reportUrl', 'What the link shows: /reports with its filters', true)],
  },
};
