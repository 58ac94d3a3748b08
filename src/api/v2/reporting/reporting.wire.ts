import { invalidInput } from '../../../platform/failure';
import type { Account } from '../../../reporting/describe-account';
import { type NavPermission, navPermissions } from '../../../reporting/report-view.rules';
import { isoOf } from '../v2-lists';

/** ReportageAccountInfoSchema. An application has no owner and no limit of registrations here: those fields are absent. */
export const accountInfo = (account: Account) => ({
  company: account.name, accountType: 'SELF_HOSTED', strictLimit: false, createDate: isoOf(account.createdAt),
  usage: { monthStart: isoOf(account.monthStart), regCount: account.registrationsThisMonth, totalRegistrations: account.registrations, totalCourses: account.courses },
});

export function navPermissionOf(value: unknown): NavPermission {
  const found = navPermissions.find((word) => word === String(value).toUpperCase());
  if (!found) throw invalidInput('navPermission', `must be one of ${navPermissions.join(', ')}`);
  return found;
}
