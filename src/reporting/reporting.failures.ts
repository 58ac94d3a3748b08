import { Failure } from '../platform/failure';

export type ReportingFailureCode = 'report-link-invalid' | 'report-link-expired' | 'report-not-allowed' | 'export-unknown' | 'export-running' | 'export-without-file';

const failure = (code: ReportingFailureCode, message: string) => new Failure(code, message);

export const reportLinkInvalid = () => failure('report-link-invalid', 'This is no link to a report');
export const reportLinkExpired = () => failure('report-link-expired', 'This link to a report has expired');
export const reportNotAllowed = () => failure('report-not-allowed', 'This link does not lead to that report');

export const exportUnknown = (id: string) => failure('export-unknown', `Could not find export [${id}]`);
export const exportRunning = (id: string) => failure('export-running', `Export [${id}] of this application still runs; wait for its end, or cancel it`);
export const exportWithoutFile = (id: string, status: string) => failure('export-without-file', `Export [${id}] has no file to download: it is ${status}`);
