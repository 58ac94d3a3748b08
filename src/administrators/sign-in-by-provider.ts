import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import type { OidcProvider } from '../platform/config/oidc-config.rules';
import { Failure } from '../platform/failure';
import { type BegunSignIn, type Claims, OpenIdProvider, ProviderError } from '../platform/oidc/openid-provider';
import { SealedTexts } from '../platform/sealed-texts';
import { AdmitPerson } from './admit-person';
import { providerDeclined, providerOff, providerRefused, providerStale, providerUnreachable } from './administrators.failures';
import { type Browser, OpenConsoleSession } from './open-console-session';
import { personOf } from './person-of-provider.rules';
import { RecordAudit } from './record-audit';
import { SignInLimits } from './sign-in-limits';

interface Kept extends BegunSignIn {
  until: number;
  /** The page of the console that was wanted. */
  then: string;
}

/** For so long somebody may be away at the provider. */
export const awayMs = 15 * 60_000;
const purpose = 'provider-sign-in';
const failures = { declined: providerDeclined, unreachable: providerUnreachable, refused: providerRefused };

/** Signs people in who have proved themselves to the OpenID provider. Its second factor counts, ours is for passwords. */
@Injectable()
export class SignInByProvider {
  constructor(
    private readonly config: Config,
    private readonly provider: OpenIdProvider,
    private readonly admit: AdmitPerson,
    private readonly open: OpenConsoleSession,
    private readonly limits: SignInLimits,
    private readonly audit: RecordAudit,
    private readonly texts: SealedTexts,
    private readonly clock: Clock,
  ) {}

  /** Where the browser goes, and what it keeps in a cookie, sealed, until it comes back. Failures: provider-off, provider-unreachable. */
  async begin(then: string): Promise<{ address: string; kept: string }> {
    this.settings();
    const { address, begun } = await this.provider.begin(this.redirectUri).catch(told);
    return { address, kept: this.texts.seal(purpose, '', JSON.stringify({ ...begun, then, until: this.clock.now() + awayMs } satisfies Kept)) };
  }

  /** The page that was wanted, if this browser began a sign-in lately. */
  wanted(kept: string): string | undefined {
    return this.read(kept)?.then;
  }

  /**
   * Answers the secret for the cookie of the session.
   * @param query what the provider sent along, with its question mark
   * Failures: provider-off, provider-stale, provider-declined, provider-unreachable, provider-refused, provider-email, provider-no-access, provider-taken, sign-in-locked.
   */
  async finish(query: string, kept: string, browser: Browser): Promise<string> {
    const settings = this.settings();
    const begun = this.read(kept);
    if (!begun) throw providerStale();
    await this.limits.visit(browser.address);
    const claims = await this.provider.finish(new URL(`${this.redirectUri}${query}`), begun).catch(told).catch((fault: unknown) => this.refuse(fault, browser));
    const admitted = await this.admit.run(personOf(claims as Claims, settings), browser.address);
    if ('refusal' in admitted) return this.refuse(admitted.refusal, browser, admitted.known);
    await this.limits.welcome(browser.address);
    return this.open.run(admitted.administrator, browser, 'provider');
  }

  private get redirectUri(): string {
    return `${this.config.publicUrl}/console/provider/back`;
  }

  private settings(): OidcProvider {
    if (!this.config.oidc) throw providerOff();
    return this.config.oidc;
  }

  private read(sealed: string): Kept | undefined {
    const text = this.texts.open(purpose, '', sealed);
    const kept = text === undefined ? undefined : (JSON.parse(text) as Kept);
    return kept && kept.until > this.clock.now() ? kept : undefined;
  }

  /** What was claimed of somebody unknown is not written down. */
  private async refuse(fault: unknown, browser: Browser, known?: { administratorKey: string; email: string }): Promise<never> {
    if (fault instanceof Failure && fault.code === 'provider-unreachable') await this.limits.welcome(browser.address); // nobody's fault here
    else if (fault instanceof Failure)
      await this.audit.run({ administratorKey: known?.administratorKey ?? null, email: known?.email ?? '', address: browser.address }, { action: 'sign-in.refused', detail: { by: 'provider', why: fault.code } });
    throw fault;
  }
}

function told(error: unknown): never {
  throw error instanceof ProviderError ? failures[error.fault](error.message) : error;
}
