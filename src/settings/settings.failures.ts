import { Failure } from '../platform/failure';

export type SettingsFailureCode = 'setting-unknown' | 'setting-value-refused';

const failure = (code: SettingsFailureCode, message: string, details?: Record<string, unknown>) => new Failure(code, message, details);

export const settingUnknown = (id: string) => failure('setting-unknown', `${id} is not a valid setting ID`);
/** `problem` lists what is allowed. */
export const settingValueRefused = (id: string, problem: string) => failure('setting-value-refused', `${id}: ${problem}`, { settingId: id });
