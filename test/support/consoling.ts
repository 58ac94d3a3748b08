import { FirstAdministratorLink } from '../../src/administrators/first-administrator-link';
import type { Booted } from './boot';

export const goodPassword = 'plum-tractor-violin-9';
export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}
export interface Asked {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A browser at the console: keeps the cookie, and sends the token and the application along as the page does. */
export class Browsing {
  cookie = '';
  token = '';
  application = '';

  constructor(private readonly courseway: Pick<Booted, 'publicUrl'>) {}

  async ask(path: string, { method = 'GET', body, headers = {} }: Asked = {}): Promise<Answer> {
    const own = { ...(this.cookie && { cookie: this.cookie }), ...(this.token && { 'x-console-token': this.token }), ...(this.application && { 'x-application': this.application }), ...(body !== undefined && { 'content-type': 'application/json' }) };
    const answer = await fetch(`${this.courseway.publicUrl}${path}`, { method, headers: { ...own, ...headers }, ...(body !== undefined && { body: JSON.stringify(body) }), redirect: 'manual' });
    const set = answer.headers.getSetCookie()[0];
    if (set) this.cookie = /Max-Age=0/.test(set) ? '' : (set.split(';')[0] ?? '');
    const text = await answer.text();
    const read = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text };
    if (answer.status === 200 && typeof read['token'] === 'string' && path.startsWith('/console/api/')) this.token = read['token'];
    return { status: answer.status, headers: answer.headers, body: read };
  }

  /** Below /console/api; a body is posted. */
  console(path: string, asked: Asked = {}): Promise<Answer> {
    return this.ask(`/console/api${path}`, { method: asked.body === undefined ? 'GET' : 'POST', ...asked });
  }

  v2(path: string, asked: Asked = {}): Promise<Answer> {
    return this.ask(`/api/v2${path}`, { method: asked.body === undefined ? 'GET' : 'POST', ...asked });
  }

  signIn(email: string, password = goodPassword, code?: string): Promise<Answer> {
    return this.console('/sign-in', { body: { email, password, code } });
  }
}

/** The owner of the installation, made by the first link and signed in. */
export async function firstOwner(courseway: Booted, email = 'olga@acme.example'): Promise<Browsing> {
  const link = (await courseway.get(FirstAdministratorLink).run()) ?? '';
  const owner = new Browsing(courseway);
  const answer = await owner.console('/first-administrator', { body: { token: link.split('/').at(-1), email, name: 'Olga Owner', password: goodPassword } });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  owner.application = courseway.applicationId;
  return owner;
}

/** Somebody invited by `owner`, signed in by the link. */
export async function invited(courseway: Booted, owner: Browsing, person: { email: string; roles?: Record<string, string>; installation?: boolean }): Promise<Browsing & { id: string }> {
  const made = await owner.console('/administrators', { body: { name: 'A Person', ...person } });
  if (made.status !== 200) throw new Error(JSON.stringify(made.body));
  const browsing = Object.assign(new Browsing(courseway), { id: String(made.body['id']), application: courseway.applicationId });
  const entered = await browsing.console('/invited', { body: { token: String(made.body['link']).split('/').at(-1), password: goodPassword } });
  if (entered.status !== 200) throw new Error(JSON.stringify(entered.body));
  return browsing;
}
