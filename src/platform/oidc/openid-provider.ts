import { Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { Clock } from '../clock';
import { Config } from '../config/config';
import type { OidcProvider } from '../config/oidc-config.rules';

/** What must be known again when the provider sends the browser back. */
export interface BegunSignIn {
  state: string;
  nonce: string;
  verifier: string;
}
export type Claims = Readonly<Record<string, unknown>> & { iss: string; sub: string };

/** `declined` by the provider or its user; `unreachable`; `refused`: what came back is not to be believed. */
export type ProviderFault = 'declined' | 'unreachable' | 'refused';
export class ProviderError extends Error {
  constructor(
    readonly fault: ProviderFault,
    cause: unknown,
  ) {
    super(wordsOf(cause), { cause });
  }
}

const patienceSeconds = 10;
/** Clocks of two machines may differ by so much. */
const skewSeconds = 30;
/** After so long the provider's document is read again, as its addresses and keys may move. */
const freshMs = 60 * 60_000;
const mostWords = 200;

/** Without the answer itself, in which there may be tokens. */
function wordsOf(cause: unknown): string {
  const { message, code, error, error_description: described, cause: deeper } = cause as { message?: string; code?: string; error?: string; error_description?: string; cause?: { code?: string } };
  return [code ?? deeper?.code, error, described, message].filter((word) => typeof word === 'string').join(': ').slice(0, mostWords);
}

function faultOf(error: unknown): ProviderFault {
  if (error instanceof oidc.AuthorizationResponseError) return error.error === 'temporarily_unavailable' || error.error === 'server_error' ? 'unreachable' : 'declined';
  const { code, cause } = error as { code?: string; cause?: { status?: number } };
  const isAway = (error instanceof TypeError && code === undefined) || code === 'OAUTH_TIMEOUT' || (cause?.status ?? 0) >= 500;
  return isAway ? 'unreachable' : 'refused';
}

/** How the secret is shown: as the provider says it wants it, in the header where it leaves that open. */
function authenticationOf(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const [inHeader, inBody] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (taken.includes('client_secret_basic') ? inHeader : inBody)(server, client, body, headers);
  };
}

/** The OpenID provider of OIDC_ISSUER: authorization code with PKCE, state and nonce. Nothing is asked of it before somebody wants to sign in. */
@Injectable()
export class OpenIdProvider {
  private known?: { client: Promise<oidc.Configuration>; until: number };

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Where the browser goes, and what to keep until it comes back. Throws ProviderError. */
  async begin(redirectUri: string): Promise<{ address: string; begun: BegunSignIn }> {
    const client = await this.client();
    const begun = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
    const address = oidc.buildAuthorizationUrl(client, {
      redirect_uri: redirectUri, scope: this.provider.scopes, state: begun.state, nonce: begun.nonce, code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier), code_challenge_method: 'S256',
    });
    return { address: address.href, begun };
  }

  /** What the provider says of whoever came back with this address. Throws ProviderError. */
  async finish(address: URL, { state, nonce, verifier }: BegunSignIn): Promise<Claims> {
    const client = await this.client();
    try {
      const tokens = await oidc.authorizationCodeGrant(client, address, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true });
      const claims = tokens.claims() as Claims;
      if (new URL(claims.iss).href !== new URL(this.provider.issuer).href) throw new Error('the ID token is of another issuer'); // the library takes every tenant of some
      const { email, email_verified, ...more } = client.serverMetadata().userinfo_endpoint ? await oidc.fetchUserInfo(client, tokens.access_token, claims.sub) : {};
      return { ...('email' in claims ? {} : { email, email_verified }), ...more, ...claims }; // what is said of an address is said of the one beside it
    } catch (error) {
      throw new ProviderError(faultOf(error), error);
    }
  }

  private get provider(): OidcProvider {
    if (!this.config.oidc) throw new Error('there is no OIDC_ISSUER');
    return this.config.oidc;
  }

  /** Read once and kept; what failed is tried again by the next one who asks. */
  private client(): Promise<oidc.Configuration> {
    const now = this.clock.now();
    if (this.known && this.known.until > now) return this.known.client;
    const client = discoverProvider(this.provider);
    this.known = { client, until: now + freshMs };
    client.catch(() => {
      this.known = undefined;
    });
    return client;
  }
}

/** Reads the document in which the provider describes itself. Throws ProviderError. */
export async function discoverProvider({ issuer, clientId, clientSecret }: OidcProvider): Promise<oidc.Configuration> {
  const execute = [oidc.enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [])];
  try {
    return await oidc.discovery(new URL(issuer), clientId, { [oidc.clockTolerance]: skewSeconds }, authenticationOf(clientSecret), { execute, timeout: patienceSeconds });
  } catch (error) {
    throw new ProviderError('unreachable', error);
  }
}
