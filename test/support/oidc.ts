import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { SignJWT } from 'jose';
import { freePort } from './boot';

interface Provider {
  callback(): RequestListener;
}

/** What the provider says of somebody. */
export type Person = { email?: string; email_verified?: boolean; name?: string; groups?: string[] };

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
export const ownKey = newKey();
export const foreignKey = newKey();

/** It warns that it is no provider for production. */
function makeProvider(issuer: string, options: object): Provider {
  const warn = console.warn;
  console.warn = () => undefined;
  try {
    const { Provider } = createRequire(__filename)('oidc-provider') as { Provider: new (issuer: string, options: object) => Provider };
    return new Provider(issuer, options);
  } finally {
    console.warn = warn;
  }
}

/** A real OpenID provider, whose sign-in page lets in who is in `people`, with any password. */
export class TestOidc {
  readonly people = new Map<string, Person>();
  /** Answers in its place, where it says so. */
  answers: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  readonly clientId = 'courseway';
  private readonly clientSecret = 'a secret of +/:% signs, as they make them';
  private server?: Server;
  private handle: RequestListener = () => undefined;
  private constructor(readonly port: number) {}

  /** Is made, and listens once `up` is called. @param publicUrl of the server that people come from */
  static async make(publicUrl: string): Promise<TestOidc> {
    const test = new TestOidc(await freePort());
    const provider = makeProvider(test.issuer, {
      clients: [{ client_id: test.clientId, client_secret: test.clientSecret, redirect_uris: [`${publicUrl}/console/provider/back`] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
      jwks: { keys: [{ ...ownKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
      ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
      cookies: { keys: ['of the test'] },
      pkce: { required: () => true },
      findAccount: async (_: unknown, accountId: string) => test.people.has(accountId) ? { accountId, claims: async () => ({ sub: accountId, ...test.people.get(accountId) }) } : undefined,
    });
    test.handle = provider.callback();
    return test;
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Of the product. */
  get variables(): Record<string, string> {
    return { OIDC_ISSUER: this.issuer, OIDC_CLIENT_ID: this.clientId, OIDC_CLIENT_SECRET: this.clientSecret, OIDC_NAME: 'Acme Account', OIDC_SCOPES: 'openid email profile groups' };
  }

  async up(): Promise<void> {
    this.server = createServer((request, response) => void (this.answers(request, response) || this.handle(request, response)));
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
  }

  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  /** Signs in and consents on the provider's pages as a browser would, and answers the address to which it sends the browser back. */
  async signIn(address: string, login: string): Promise<string> {
    const cookies = new Map<string, string>();
    let next = { address, body: undefined as URLSearchParams | undefined };
    for (let steps = 0; steps < 12; steps++) {
      const answer = await fetch(next.address, { ...(next.body && { method: 'POST', body: next.body }), headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }, redirect: 'manual' });
      for (const set of answer.headers.getSetCookie()) cookies.set(set.slice(0, set.indexOf('=')), (set.split(';')[0] ?? '').slice(set.indexOf('=') + 1));
      const location = new URL(answer.headers.get('location') ?? next.address, next.address).href;
      const page = await answer.text();
      if (answer.status >= 300 && !location.startsWith(this.issuer)) return location;
      if (answer.status >= 400) throw new Error(page);
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
      next = { address: location, body: prompt ? new URLSearchParams({ prompt, ...(prompt === 'login' && { login, password: 'any' }) }) : undefined };
    }
    throw new Error('the provider asks on and on');
  }

  /** Hands out an ID token with these claims in place of its own from now on; `more` is what it says at the userinfo endpoint. */
  async forge(claims: Record<string, unknown>, by = ownKey, more: Person = {}): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ iss: this.issuer, aud: this.clientId, sub: 'forged', iat: now, exp: now + 60, email: 'anna@vendor.example', email_verified: true, ...claims }).setProtectedHeader({ alg: 'RS256' }).sign(by);
    this.answers = ({ url = '' }, response) => {
      const body = url.startsWith('/token') ? { access_token: 'forged', token_type: 'Bearer', id_token: token } : url.startsWith('/me') ? { sub: claims['sub'] ?? 'forged', ...more } : undefined;
      if (body) response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
      return body !== undefined;
    };
  }
}
