import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import { invalidInput } from '../platform/failure';
import { SignedTokens } from '../platform/signed-token';
import { type AskedView, askedNames, type NavPermission, readView } from './report-view.rules';
import { reportLinkExpired, reportLinkInvalid } from './reporting.failures';

const authPurpose = 'report-auth';
const linkPurpose = 'report-link';
const authSeconds = 600;
const linkSeconds = 3600;

/** What the holder of a report's address may see. */
export interface ReportGrant {
  applicationId: string;
  nav: NavPermission;
  /** May look at one learner alone. */
  admin: boolean;
  view: AskedView;
}
type Signed = { a: string; nav: NavPermission; admin: boolean; view?: AskedView };

/** Signed, short-lived ways to an application's report: a token to make links with (10 minutes), and the links (an hour). */
@Injectable()
export class GrantReport {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  token(applicationId: string, nav: NavPermission, admin: boolean): string {
    return this.tokens.sign(authPurpose, { a: applicationId, nav, admin } satisfies Signed, authSeconds);
  }

  /** An address of ours that shows what `reportUrl` asks for. Failures: invalid-input naming `auth` or `reportUrl`. */
  link(applicationId: string, auth: string, reportUrl: string): string {
    const given = this.tokens.verify<Signed>(authPurpose, auth.replace(/^\??auth=/, ''));
    if (given === 'expired') throw invalidInput('auth', 'has expired; ask for a new one (it lives 10 minutes)');
    if (given === 'invalid' || given.a !== applicationId) throw invalidInput('auth', 'is not the queryString of an answer of reportageAuth to this application');
    const { nav, admin } = given;
    const view = this.viewIn(reportUrl);
    const read = readView(view, this.clock.now(), admin);
    if ('field' in read) throw invalidInput('reportUrl', read.problem === 'learner' ? 'may name a learner only when the token was asked for with admin=true' : `its parameter ${read.field} cannot be read`);
    return `${this.config.publicUrl}/reports?auth=${this.tokens.sign(linkPurpose, { a: applicationId, nav, admin, view } satisfies Signed, linkSeconds)}`;
  }

  /** Failures: report-link-invalid, report-link-expired. */
  read(token: string): ReportGrant {
    const found = this.tokens.verify<Signed>(linkPurpose, token);
    if (found === 'expired') throw reportLinkExpired();
    if (found === 'invalid') throw reportLinkInvalid();
    return { applicationId: found.a, nav: found.nav, admin: found.admin, view: found.view ?? {} };
  }

  /** The filters in the address of our report, or of the one this API's clients know; wherever it leads, the link leads to us. */
  private viewIn(reportUrl: string): AskedView {
    const url = URL.canParse(reportUrl, this.config.publicUrl) ? new URL(reportUrl, this.config.publicUrl) : undefined;
    const isOurs = url?.origin === new URL(this.config.publicUrl).origin && url.pathname === '/reports';
    if (!url || !(isOurs || /\/reportage(\.php)?$/i.test(url.pathname))) throw invalidInput('reportUrl', `must be ${this.config.publicUrl}/reports with the filters of the report behind it, such as ?from=2026-01-01&course=...`);
    const asked = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
    const also: Record<string, string> = { course: 'courseid', learner: 'learnerid', from: 'daterangestart', to: 'daterangeend' };
    return Object.fromEntries(askedNames.flatMap((name) => {
      const value = asked.get(name.toLowerCase()) || asked.get(also[name] ?? '');
      return value ? [[name, value]] : [];
    })) as AskedView;
  }
}
