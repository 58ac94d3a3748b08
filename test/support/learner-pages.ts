import { PublishCourseVersion } from '../../src/courses/publish-course-version';
import { newKey } from '../../src/platform/random-ids';
import type { Booted } from './boot';
import { endOfSending, invite, recipientsOf, type UserInvitation } from './inviting';

export const languages = ['en', 'de', 'fr', 'es', 'ar', 'ja'] as const;

/** A course with one unit `sco-1`, without files, that tells what it is about. */
export async function describedCourse(courseway: Booted, courseId: string, title: string, description: string): Promise<void> {
  const sco = { id: 'sco-1', title: 'Lesson', kind: 'SCO', visible: true, children: [], resourceIdentifier: 'res-1', href: 'index.html' };
  await courseway.get(PublishCourseVersion).run({
    applicationId: courseway.applicationId, courseId, versionKey: newKey(), mayCreateVersion: true, warnings: [], webPath: `/${courseId}`, fileCount: 1, byteSize: 1,
    structure: {
      standard: 'SCORM12', identifier: 'man-1', title, metadata: { titles: [], descriptions: [{ value: description }], keywords: [] },
      root: { id: 'org-1', title, kind: 'AGGREGATION', visible: true, children: [sco] },
    },
  } as unknown as Parameters<PublishCourseVersion['run']>[0]);
}

let invited = 0;

/** Invites one person, with an address of their own; answers them with their link once the mail has left. */
export async function inviteOne(courseway: Booted, courseId: string, person: object = {}, more: object = {}): Promise<UserInvitation & { invitationId: string }> {
  const invitationId = await invite(courseway, courseId, [], { recipients: [{ email: `jose${++invited}@x.example`, firstName: 'José', lastName: 'Müller', ...person }], ...more });
  await endOfSending(courseway, invitationId);
  const [recipient] = await recipientsOf(courseway, invitationId);
  if (!recipient) throw new Error('nobody was invited');
  return { ...recipient, invitationId };
}

export interface SeenPage {
  status: number;
  headers: Headers;
  html: string;
  lang: string;
  heading: string;
  /** Everything between tags, spaces joined, marks of direction taken out. */
  text: string;
  links: string[];
}

/** Opens a page as a browser without script, or sends `form` to it. */
export async function openPage(url: string, { method, language = 'en', form }: { method?: string; language?: string; form?: Record<string, string> } = {}): Promise<SeenPage> {
  const answer = await fetch(url, {
    method: method ?? (form ? 'POST' : 'GET'), redirect: 'manual',
    headers: { 'accept-language': language, ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) }, ...(form && { body: new URLSearchParams(form).toString() }),
  });
  const html = await answer.text();
  return { status: answer.status, headers: answer.headers, html, lang: /<html lang="(\w+)"/.exec(html)?.[1] ?? '', heading: textOf(/<h1>(.*?)<\/h1>/s.exec(html)?.[1] ?? ''), text: textOf(/<main>.*<\/main>/s.exec(html)?.[0] ?? ''), links: [...html.matchAll(/<a href="([^"]*)"/g)].map(([, address = '']) => textOf(address)) };
}

const textOf = (html: string): string =>
  html.replace(/<[^>]+>/g, ' ').replace(/&#x([0-9A-F]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16))).replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')
    .replace(/[\u2068\u2069]/g, '').replace(/\s+/g, ' ').replace(/ ([.,?])/g, '$1').trim();

/** The names and values of all hidden fields of the forms in `main`. */
export const hiddenFields = ({ html }: SeenPage): Record<string, string> =>
  Object.fromEntries([...html.slice(html.indexOf('<main>')).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, textOf(value)]));

/** What every page of an invitation promises. */
export function expectSafe({ headers, html }: SeenPage): void {
  const policy = headers.get('content-security-policy') ?? '';
  expect(Object.fromEntries(['content-type', 'cache-control', 'referrer-policy', 'x-robots-tag', 'x-content-type-options', 'set-cookie'].map((name) => [name, headers.get(name)]))).toEqual({
    'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex', 'x-content-type-options': 'nosniff', 'set-cookie': null,
  });
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'self' http:\/\/\S+; frame-ancestors 'none'$/);
  expect(html).toContain('<meta name="robots" content="noindex">');
  expect(html).not.toMatch(/<script|(src|href|action)="(https?:)?\/\//);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(30_000);
}
