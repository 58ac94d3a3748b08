import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import OAuth from 'oauth-1.0a';
import { isSigned } from '../../src/dispatch/lti/oauth1.rules';

export interface Tool {
  url: string;
  consumerKey: string;
  sharedSecret: string;
}
export interface Grade {
  sourcedId: string;
  score: number;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** The side of a learning platform in LTI 1.1: a page that posts the launch, and a gradebook that checks who writes into it. Its signatures are made by a library. */
export class LtiPlatform {
  readonly grades: Grade[] = [];
  readonly faults: string[] = [];
  /** What the gradebook answers next, before it takes grades again. */
  answers: ((response: ServerResponse) => void)[] = [];
  private tool?: Tool;
  private page = '';
  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<LtiPlatform> {
    const server = createServer();
    const platform = new LtiPlatform(server);
    server.on('request', (request, response) => void platform.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return platform;
  }

  get origin(): string {
    return `http://lms.example.test:${(this.server.address() as AddressInfo).port}`;
  }
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The signed form of a launch. */
  launch(tool: Tool, learner: Record<string, string>, changes: Record<string, string> = {}): Record<string, string> {
    this.tool = tool;
    const signer = new OAuth({ consumer: { key: tool.consumerKey, secret: tool.sharedSecret }, signature_method: 'HMAC-SHA1', hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64') });
    const data = {
      lti_message_type: 'basic-lti-launch-request', lti_version: 'LTI-1p0', resource_link_id: 'link-1', context_id: 'course-1', roles: 'Learner', launch_presentation_locale: 'en',
      lis_outcome_service_url: `${this.address}/outcomes`, lis_result_sourcedid: `cell-${learner['user_id']}`, launch_presentation_return_url: `${this.origin}/returned`, ...learner,
    };
    const signed = signer.authorize({ url: tool.url, method: 'POST', data }) as unknown as Record<string, string | number>;
    return { ...Object.fromEntries(Object.entries(signed).map(([name, value]) => [name, String(value)])), ...changes };
  }

  /** The address of a page that frames the launch, as platforms do. */
  pageFor(form: Record<string, string>): string {
    const inputs = Object.entries(form).map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`).join('');
    this.page = `<!doctype html><html lang="en"><title>Platform</title><h1>Platform</h1><iframe name="tool" title="Tool" width="1000" height="700"></iframe><form id="f" method="post" target="tool" action="${escaped(this.tool?.url ?? '')}">${inputs}</form><script>document.getElementById('f').submit()</script>`;
    return `${this.origin}/launch?${randomUUID()}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString('utf8');
    if (request.url?.startsWith('/outcomes')) return this.outcome(request, body, response);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(request.url?.startsWith('/returned') ? '<!doctype html><title>Back</title><h1>Back in the platform</h1>' : this.page);
  }

  private outcome(request: IncomingMessage, body: string, response: ServerResponse): void {
    const planned = this.answers.shift();
    if (planned) return planned(response);
    const parameters = [...(request.headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [name, decodeURIComponent(value)]);
    const hash = createHash('sha1').update(body).digest('base64');
    const good = isSigned({ method: 'POST', url: `${this.address}${request.url}`, parameters }, this.tool?.sharedSecret ?? '') && parameters.some(([name, value]) => name === 'oauth_body_hash' && value === hash);
    if (!good) this.faults.push(`a bad signature: ${request.headers.authorization}`);
    else this.grades.push({ sourcedId: /<sourcedId>([^<]*)/.exec(body)?.[1] ?? '', score: Number(/<textString>([^<]*)/.exec(body)?.[1]) });
    const major = good ? 'success' : 'failure';
    response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?><imsx_POXEnvelopeResponse xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"><imsx_POXHeader><imsx_POXResponseHeaderInfo><imsx_version>V1.0</imsx_version><imsx_statusInfo><imsx_codeMajor>${major}</imsx_codeMajor></imsx_statusInfo></imsx_POXResponseHeaderInfo></imsx_POXHeader><imsx_POXBody><replaceResultResponse/></imsx_POXBody></imsx_POXEnvelopeResponse>`);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
