import { type Booted, bootCourseway } from '../../support/boot';

describe('pages around a launch', () => {
  let courseway: Booted;
  beforeAll(async () => {
    courseway = await bootCourseway();
  });
  afterAll(() => courseway?.close());
  const open = (path: string, language = 'en') => fetch(`${courseway.publicUrl}${path}`, { headers: { 'accept-language': language }, redirect: 'manual' });

  test.each([
    ['/', 200, 'Courseway runs here'], ['/launch/exit/message', 200, 'You have left the course'], ['/launch/exit/closer', 200, 'You can close this window'], ['/launch/not-a-token', 404, 'This link does not work'],
  ])('%s answers %i and says so, without another request, framed where it is needed', async (path, status, heading) => {
    const answer = await open(path);
    const html = await answer.text();
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control'), answer.headers.get('referrer-policy'), answer.headers.get('x-robots-tag')]).toEqual([status, 'text/html; charset=utf-8', 'no-store', 'no-referrer', 'noindex']);
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*form-action 'none'; frame-ancestors \*$/);
    expect(html).toContain(`<h1>${heading}</h1>`);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(Buffer.byteLength(html)).toBeLessThan(30_000);
  });

  test('they speak the language that was asked for, else the browser\'s, and offer the others in their own names', async () => {
    expect(await (await open('/launch/exit/message', 'de-AT,en;q=0.5')).text()).toContain('<html lang="de" dir="ltr">');
    const arabic = await (await open('/launch/exit/message?lang=ar', 'de')).text();
    expect(arabic).toContain('<html lang="ar" dir="rtl">');
    expect(arabic).toContain('<span lang="ar" dir="rtl" aria-current="true">العربية</span>');
    expect([...arabic.matchAll(/<a href="\?lang=(\w+)"[^>]*>([^<]+)</g)].map(([, tag, name]) => [tag, name])).toEqual([['en', 'English'], ['de', 'Deutsch'], ['fr', 'Français'], ['es', 'Español'], ['ja', '日本語']]);
    expect(await (await open('/launch/not-a-token?lang=fr', 'de')).text()).toContain('Ce lien ne fonctionne pas');
    expect(await (await open('/?lang=xx&lang=de', 'ja')).text()).toContain('<html lang="ja"');
  });
});
