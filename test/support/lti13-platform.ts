import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify, type JWTPayload, SignJWT } from 'jose';

export interface ToolConfiguration {
  publicKey: string;
  oidcLoginInitiationsUrl: string;
  redirectUri: string;
  jsonWebKeySetUrl: string;
}
export interface Score {
  path: string;
  userId: string;
  scoreGiven: number;
  scoreMaximum: number;
  activityProgress: string;
  gradingProgress: string;
}

const claim = (name: string) => `https://purl.imsglobal.org/spec/lti/claim/${name}`;
const scoreScope = 'https://purl.imsglobal.org/spec/lti-ags/scope/score';
const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** The side of a learning platform in LTI 1.3: the OpenID provider with its keys, the token endpoint, and a gradebook. */
export class Lti13Platform {
  readonly scores: Score[] = [];
  readonly faults: string[] = [];
  /** What a launch says; tests change single claims. */
  claims: (payload: JWTPayload) => JWTPayload = (payload) => payload;
  learner = { sub: 'anna', given_name: 'Anna', family_name: 'Lee' };
  /** Links that came by deep linking, verified. */
  readonly linked: JWTPayload[] = [];
  /** Tools that registered by themselves. */
  readonly registered: Record<string, unknown>[] = [];
  /** What the platform says of itself; tests change it. */
  describe: (own: object) => object = (own) => own;
  tellsDeployment = true;
  private clientId = 'client-1';
  tool?: ToolConfiguration;
  target = '';
  private keys!: Awaited<ReturnType<typeof generateKeyPair>>;
  private kid = 'k1';
  private readonly accessTokens = new Set<string>();
  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<Lti13Platform> {
    const server = createServer();
    const platform = new Lti13Platform(server);
    platform.keys = await generateKeyPair('RS256', { extractable: true });
    server.on('request', (request, response) => void platform.answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return platform;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** As a destination names it. */
  get data() {
    return { clientId: 'client-1', platformIssuerIdentifier: 'https://lms.example', deploymentId: 'd1', oidcAuthorizationEndpoint: `${this.address}/authorize`, jsonWebKeySetUrl: `${this.address}/keys`, accessTokenUrl: `${this.address}/token` };
  }

  /** New keys, as platforms change theirs. */
  async renewKeys(): Promise<void> {
    this.keys = await generateKeyPair('RS256', { extractable: true });
    this.kid = `k${Number(this.kid.slice(1)) + 1}`;
  }

  /** The address a learner follows to open the link. */
  get loginUrl(): string {
    const query = new URLSearchParams({ iss: this.data.platformIssuerIdentifier, login_hint: 'hint', target_link_uri: this.target, lti_message_hint: 'link-1', client_id: this.clientId, lti_deployment_id: 'd1' });
    return `${this.tool?.oidcLoginInitiationsUrl}?${query}`;
  }

  async idToken(nonce: string): Promise<string> {
    const payload = this.claims({
      iss: this.data.platformIssuerIdentifier, aud: this.clientId, nonce, ...this.learner, locale: 'en', [claim('message_type')]: 'LtiResourceLinkRequest', [claim('version')]: '1.3.0', [claim('deployment_id')]: 'd1',
      [claim('target_link_uri')]: this.target, [claim('resource_link')]: { id: 'link-1' }, [claim('roles')]: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Learner'],
      [claim('launch_presentation')]: { return_url: `${this.address}/returned` }, 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': { scope: [scoreScope], lineitem: `${this.address}/lineitems/7?type=x`, lineitems: `${this.address}/lineitems` },
    });
    const signer = new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: this.kid });
    if (payload.iat === undefined) signer.setIssuedAt();
    if (payload.exp === undefined) signer.setExpirationTime('5m');
    return signer.sign(this.keys.privateKey);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString('utf8');
    const url = new URL(request.url ?? '/', this.address);
    const html = (text: string) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><html lang="en"><title>Platform</title>${text}</html>`);
    const json = (value: object) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.pathname === '/keys') return json({ keys: [{ ...(await exportJWK(this.keys.publicKey)), kid: this.kid, alg: 'RS256', use: 'sig' }] });
    if (url.pathname === '/launch') return html(`<h1>Platform</h1><iframe title="Tool" width="1000" height="700" src="${escaped(this.loginUrl)}"></iframe>`);
    if (url.pathname === '/returned') return html('<h1>Back in the platform</h1>');
    if (url.pathname === '/authorize') return html(await this.authorized(url));
    if (url.pathname === '/linked') return html(await this.link(new URLSearchParams(body)));
    if (url.pathname === '/.well-known/openid-configuration') return json(this.describe(this.openIdConfiguration));
    if (url.pathname === '/register') return this.register(request, body, response);
    if (url.pathname === '/token') return json(await this.accessToken(new URLSearchParams(body)));
    if (url.pathname.startsWith('/lineitems/')) return this.score(request, url, body, response);
    response.writeHead(url.pathname === '/favicon.ico' ? 204 : 404).end();
  }

  private get openIdConfiguration() {
    return { issuer: this.address, authorization_endpoint: `${this.address}/authorize`, jwks_uri: `${this.address}/keys`, token_endpoint: `${this.address}/token`, registration_endpoint: `${this.address}/register` };
  }

  /** Checked as LTI Dynamic Registration 1.0, 3.6 wants it. */
  private register(request: IncomingMessage, body: string, response: ServerResponse): void {
    const tool = JSON.parse(body) as Record<string, unknown>;
    const configuration = tool['https://purl.imsglobal.org/spec/lti-tool-configuration'] as Record<string, unknown>;
    const good = request.headers.authorization === 'Bearer let-me-in' && tool['application_type'] === 'web' && tool['token_endpoint_auth_method'] === 'private_key_jwt' && Array.isArray(tool['redirect_uris']) && configuration['domain'];
    if (!good) return void response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_client_metadata"}');
    this.registered.push(tool);
    const answer = { ...tool, client_id: 'client-of-registration', 'https://purl.imsglobal.org/spec/lti-tool-configuration': { ...configuration, ...(this.tellsDeployment ? { deployment_id: 'd1' } : {}) } };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  /** From now on the platform is the one the tool registered at. */
  become(clientId: string): void {
    this.clientId = clientId;
    Object.defineProperty(this, 'data', { get: () => ({ clientId, platformIssuerIdentifier: this.address, deploymentId: 'd1', oidcAuthorizationEndpoint: `${this.address}/authorize`, jsonWebKeySetUrl: `${this.address}/keys`, accessTokenUrl: `${this.address}/token` }) });
  }

  /** What somebody who makes a course in the platform is vouched for with. */
  deepLinking(settings: object = {}): (payload: JWTPayload) => JWTPayload {
    return ({ [claim('target_link_uri')]: _, [claim('resource_link')]: __, ...payload }) => ({
      ...payload, [claim('message_type')]: 'LtiDeepLinkingRequest', [claim('roles')]: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'],
      'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings': { deep_link_return_url: `${this.address}/linked`, accept_types: ['link', 'ltiResourceLink'], accept_presentation_document_targets: ['iframe', 'window'], data: 'csrf 7&é', ...settings },
    });
  }

  private async link(form: URLSearchParams): Promise<string> {
    if ([...form.keys()].join() !== 'JWT') this.faults.push(`posted ${[...form.keys()].join()}`);
    const { payload } = await jwtVerify(form.get('JWT') ?? '', createRemoteJWKSet(new URL(this.tool?.jsonWebKeySetUrl ?? '')), { issuer: this.clientId, audience: this.data.platformIssuerIdentifier, requiredClaims: ['exp', 'iat', 'nonce'] });
    this.linked.push(payload);
    return '<h1>Linked</h1>';
  }

  /** A form that posts itself, as the response mode form_post says. */
  private async authorized({ searchParams: q }: URL): Promise<string> {
    const wanted = { scope: 'openid', response_type: 'id_token', response_mode: 'form_post', client_id: this.clientId, redirect_uri: this.tool?.redirectUri, login_hint: 'hint', lti_message_hint: 'link-1' };
    for (const [name, value] of Object.entries(wanted)) if (q.get(name) !== value) this.faults.push(`${name} is ${q.get(name)}`);
    return `<form id="f" method="post" action="${escaped(q.get('redirect_uri') ?? '')}"><input type="hidden" name="id_token" value="${await this.idToken(q.get('nonce') ?? '')}"><input type="hidden" name="state" value="${escaped(q.get('state') ?? '')}"></form><script>document.getElementById('f').submit()</script>`;
  }

  private async accessToken(form: URLSearchParams): Promise<object> {
    const keys = createRemoteJWKSet(new URL(this.tool?.jsonWebKeySetUrl ?? ''));
    const { payload } = await jwtVerify(form.get('client_assertion') ?? '', keys, { issuer: this.clientId, subject: this.clientId, audience: this.data.accessTokenUrl, requiredClaims: ['jti', 'exp', 'iat'] });
    if (form.get('grant_type') !== 'client_credentials' || form.get('scope') !== scoreScope || !payload.jti) this.faults.push(`token: ${form}`);
    const token = randomUUID();
    this.accessTokens.add(token);
    return { access_token: token, token_type: 'Bearer', expires_in: 3600, scope: scoreScope };
  }

  private score(request: IncomingMessage, url: URL, body: string, response: ServerResponse): void {
    const good = this.accessTokens.has(request.headers.authorization?.replace('Bearer ', '') ?? '') && request.headers['content-type'] === 'application/vnd.ims.lis.v1.score+json';
    if (good) this.scores.push({ path: `${url.pathname}${url.search}`, ...(JSON.parse(body) as Omit<Score, 'path'>) });
    else this.faults.push(`score: ${request.headers.authorization} ${request.headers['content-type']}`);
    response.writeHead(good ? 204 : 401).end();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
