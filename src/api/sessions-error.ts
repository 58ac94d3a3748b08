/** Whether an address belongs to the sessions API. */
const isOfSessionsApi = (url: string): boolean => /^\/api\/v1(\/|\?|$)/.test(url);

/** The body of a refusal of the sessions API: code and message inside `error` and beside it, for clients of either generation. */
export const sessionsError = (code: string, message: string, reference: string, details: object = {}) => ({ error: { code, message }, code, message, details, reference });

const codes: Readonly<Record<string, string>> = { 'invalid-input': 'INVALID_REQUEST', 'body-too-large': 'FILE_TOO_LARGE', internal: 'INTERNAL_ERROR', busy: 'SERVICE_UNAVAILABLE', 'storage-full': 'STORAGE_UNAVAILABLE', 'foreign-page': 'FORBIDDEN' };

/** The code by which the sessions API tells a fault that belongs to no operation. */
export const sessionsCodeOf = (code: string): string => codes[code] ?? code.toUpperCase().replaceAll('-', '_');

/** The body of a refusal before a handler was found, in the words of whichever API the address belongs to. */
export const refusalBody = (url: string, { code, message, reference }: { code: string; message: string; reference: string }): object =>
  isOfSessionsApi(url) ? sessionsError(sessionsCodeOf(code), message, reference) : { message, error: message, code, reference };
