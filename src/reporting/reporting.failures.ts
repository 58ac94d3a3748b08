import { Failure } from '../platform/failure';

export type ReportingFailureCode = 'report-link-invalid' | 'report-link-expired' | 'report-not-allowed';

const failure = (code: ReportingFailureCode, message: string) => new Failure(code, message);

export const reportLinkInvalid = () => failure('report-link-invalid', 'This is no link to a report');
export const reportLinkExpired = () => failure('report-link-expired', 'This link to a report has expired');
export const reportNotAllowed = () => failure('report-not-allowed', 'This link does not lead to that report');
