import { Failure } from '../platform/failure';

export type RegistrationsFailureCode = 'registration-unknown' | 'registration-id-taken' | 'instance-unknown';

const failure = (code: RegistrationsFailureCode, message: string) => new Failure(code, message);

export const registrationUnknown = (id: string) => failure('registration-unknown', `Could not find registration [${id}]`);
export const registrationIdTaken = (id: string) => failure('registration-id-taken', `Registration with id [${id}] already exists`);
export const instanceUnknown = (id: string, instance: number) => failure('instance-unknown', `Could not find instance [${instance}] of registration [${id}]`);
