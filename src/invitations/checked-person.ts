import { invalidInput } from '../platform/failure';
import { rowFault, trimmedRow } from './recipient-rows.rules';

interface Person {
  email: string;
  firstName: string;
  lastName: string;
}

/** Somebody who filled in a form about themself, tidied. Failures: invalid-input, with the first field that is wrong. */
export function checkedPerson({ email, firstName, lastName }: Person): Person {
  const row = trimmedRow({ email, firstName, lastName });
  const fault = rowFault(row);
  if (fault?.startsWith('the address ')) throw invalidInput('email', fault.slice('the address '.length));
  if (!row.firstName) throw invalidInput('firstName', 'is missing');
  if (!row.lastName) throw invalidInput('lastName', 'is missing');
  if (fault) throw invalidInput(fault.split(' ')[0] ?? 'firstName', fault.split(' ').slice(1).join(' '));
  return { email: row.email, firstName: row.firstName, lastName: row.lastName };
}
