import type { Page } from 'playwright-core';
import { inChromium, TestBrowser, watch } from '../support/browser';
import { invitationMail, mailUrl, mailWriter, seenBlocks } from '../support/make/invitation-mail';

const writer = mailWriter();
const made = (body: string) => writer.invitation(invitationMail({ body }));
/** The sender's part of the markup. */
const ownPart = (body: string) => /<td class="words ink"[^>]*>([\s\S]*?)<\/td><\/tr>\n/.exec(made(body).html)?.[1] ?? '';

const attack = 'window.hacked=1';
const hostileBodies = [
  `<script>${attack}</script>Hello`, `<p>Hi<img src=x onerror="${attack}">there</p>`, `<a href="javascript:${attack}">click</a>`, `<a href="JaVa\tScRiPt:${attack}">click</a>`, `<a href="&#106;avascript&colon;${attack}">click</a>`,
  `<a href="data:text/html,<script>${attack}</script>">click</a>`, `<a href="vbscript:x">click</a>`, `<a href="//evil.example/">click</a>`, `<a href="/api">click</a>`, `<a href="https://[FIELD:team]/">click</a>`, `<a href="[FIELD:team]">click</a>`,
  `<svg onload="${attack}"><circle/></svg>seen`, `<svg><style><img src=x onerror=${attack}></style></svg>`, `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${attack}&gt;">`,
  `<p style="background:url(https://evil.example/x.png);width:expression(${attack})">x</p>`, `<p style="text-align:center;position:fixed;display:none">seen</p>`, `<style>body{display:none}</style><p>seen</p>`, `<p hidden class="soft" id="x">seen</p>`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/"><p>seen</p>`, `<base href="https://evil.example/"><a href="[URL]">go</a>`, `<form action="https://evil.example/"><input name=p><button>go</button></form><p>seen</p>`, `<iframe src="https://evil.example/"></iframe><p>seen</p>`, `<iframe srcdoc="<script>parent.hacked=1</script>"></iframe><p>x</p>`,
  `<object data="https://evil.example/"></object><embed src="https://evil.example/"><p>x</p>`, `<link rel=stylesheet href="https://evil.example/x.css"><p>x</p>`, `<video src="https://evil.example/" autoplay onloadstart="${attack}"></video><p>x</p>`, `<picture><source srcset="https://evil.example/x"><img src="https://evil.example/y.png" alt="Logo"></picture><p>x</p>`,
  `<noscript><p title="</noscript><img src=x onerror=${attack}>"></noscript><p>x</p>`, `<textarea><p title="</textarea><img src=x onerror=${attack}>"></textarea><p>x</p>`, `<xmp><p title="</xmp><img src=x onerror=${attack}>">`, `<select><template><style><!--</style><a rel="--></style><img src=x onerror=${attack}>"></template></select><p>x</p>`,
  `<!--><img src=x onerror=${attack}>--><p>x</p>`, `<!--[if gte mso 9]><script>${attack}</script><![endif]--><p>x</p>`, `<![CDATA[<img src=x onerror=${attack}>]]><p>x</p>`, `<title><img src=x onerror=${attack}></title><p>x</p>`, `<p/onclick="${attack}"/style="x">x</p>`, `<p title='"><img src=x onerror=${attack}>'>x</p>`,
  `<p>x</p><details open ontoggle="${attack}"><summary>x</summary></details>`, `<p><a href="https://x.example/"onmouseover="${attack}">x</a></p>`, `<scr<script>ipt>${attack}</scr</script>ipt><p>x</p>`, `<p>&lt;script&gt;${attack}&lt;/script&gt;</p>`, `<a href="https://x.example/?[URL:"><script>${attack}</script>]">x</a>`, `[URL:</a><img src=x onerror=${attack}>]<br>`,
  `</td></tr></table></td></tr></table></div></body></html><p>out</p>`, `<td>x</td></tr><tr><td>y<p>z</p>`, `<table><table></table></table></table><p>x</p>`, `<table><p><table></table></p></table><p>x</p>`, `<a href="https://evil.example/"><table><tr><td>all <a href="https://evil.example/">links</a>`, `<table><caption><table><tr><td></caption>x</table></table><p>x</p>`, `<plaintext><p>x`, `<p>x</p><a href="https://evil.example/">`,
  `<div><div><div></td></div><ul><li><div><li>x</div></ul>`, `<b><i><p>x</b></i></p><h1><h2>y</h1>z</h2>`, `${'<div>'.repeat(5000)}deep`, `${'<table><tr><td>'.repeat(200)}deep`, `<p>${'<b>'.repeat(300)}x`, '<b>'.repeat(20_000),
];

describe("a sender's body", () => {
  test('text keeps its paragraphs and lines, and is no markup', () => {
    expect(ownPart('Hello [USER],\r\n\r\n1 < 2 & "3"\nwrite to <anna@acme.example>\n\n\n[see below]')).toBe('<p>Hello Max Muster,</p>\n<p>1 &lt; 2 &amp; &quot;3&quot;<br />write to &lt;anna@acme.example&gt;</p>\n<p>[see below]</p>');
  });

  test('markup of lines keeps its lines, blocks are as they are', () => {
    expect(ownPart('Hello <b>[USER]</b>,\nplease\n\nlearn <a\nhref="[URL]">here</a>')).toBe(`<p>Hello <b>Max Muster</b>,<br />please</p>\n<p>learn <a href="${mailUrl}">here</a></p>`);
    expect(ownPart('<h1>A</h1>\n<p style="color:red;text-align:right" class="x" onclick="y">B</p><ol start="4"><li>C</li></ol>')).toBe('<h2>A</h2>\n<p style="text-align:right">B</p><ol start="4"><li>C</li></ol>');
  });

  test('a picture leaves its words, also inside our link; what follows is not lost', () => {
    expect(ownPart('<p><img src="https://x.example/pixel.gif">Dear <img src="https://x.example/l.png" alt="ACME &amp; Co"> people <a href="[URL]"><img src="cid:1"></a>, bye</p>')).toBe(`<p>Dear ACME &amp; Co people <a href="${mailUrl}">Open the course page</a>, bye</p>`);
  });

  test('an address that is refused takes its link away, not the words and not what follows', () => {
    expect(ownPart('<a href="javascript:x">a</a><p>b</p><p>c</p>')).toBe('a<p>b</p><p>c</p>');
  });

  test.each(['<a href="[URL]">go</a>', '<a href="http://[URL]">go</a>', '<a href="%5BURL%5D">go</a>', '<a href=" [URL:there] ">go</a>', '[URL]', 'Please [URL:go] now', '<p>[URL]</p>'])('%s is our link, so no button follows', (body) => {
    const { html, text } = made(body);
    expect(html).not.toContain('class="button"');
    expect(html).toContain(`href="${mailUrl}"`);
    expect(text).toContain(mailUrl);
  });

  test.each(['Hello', '<p>Hello</p>', '<a href="https://x.example/?u=[URL]">go</a>', '<a href="https://x.example/">[URL]</a>', '<a href="[URL]">[FIELD:none]</a>', '<a href="[URL]">»</a>', '[URL', '<svg>[URL]</svg>', '<p title="[URL]">x</p>', '<table width="[URL]"><tr><td colspan="[URL]">x</td></tr></table>'])('%s has no link of ours to follow, so the button is there', (body) => {
    expect(made(body).html).toContain('class="button"');
  });

  test.each(['text', '<p>markup</p>'])('the text part has every word of it (%s)', (kind) => {
    const body = kind === 'text' ? 'Hello [USER],\n\nlearn [COURSE] until [DUE]. [FIELD:team]!' : '<h2>Hello [USER]</h2><ul><li>learn [COURSE]</li><li>until <b>[DUE]</b></li></ul><table><tr><td>[FIELD:team]!</td></tr></table><p>See <a href="https://x.example/?a=[EMAIL]">this</a>.</p>';
    const { html, text } = made(body);
    const flat = text.replace(/ <[^>]*>/g, '').replace(/\s+/g, ' ');
    expect(seenBlocks(html).filter((block) => !flat.includes(block) && !block.startsWith('If the button'))).toEqual([]);
    if (kind !== 'text') expect(text).toContain('this <https://x.example/?a=max.muster%40client.example>');
  });

  test('is read for each language by itself', () => {
    expect(writer.invitation(invitationMail({ body: '<a href="[URL]"></a>', language: 'de' })).html).toContain('>Kursseite öffnen</a>');
    expect(made('<a href="[URL]"></a>').html).toContain('>Open the course page</a>');
  });
});

/** Tag soup that is the same for the same seed. */
function soup(seed: number): string {
  let state = seed * 2654435761 + 1;
  const pick = <T>(from: readonly T[]): T => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return from[(state >>> 8) % from.length] as T;
  };
  const tags = ['table', 'tr', 'td', 'th', 'tbody', 'caption', 'p', 'div', 'a', 'b', 'ul', 'li', 'h2', 'svg', 'math', 'style', 'form', 'select', 'template', 'title', 'br', 'dl', 'dd', 'button', 'center', 'font', 'col', 'frameset'];
  const makers = [
    () => `<${pick(tags)}>`, () => `</${pick(tags)}>`, () => `<a href="${pick(['[URL]', 'https://evil.example/', `javascript:${attack}`])}">`, () => pick(['word ', '[URL]', '[URL:go]', '[USER]', '&lt;td&gt;', '<!--', '-->', `<img src=x onerror=${attack}>`, '\n\n', '<![CDATA[', ']]>', '</script>', '"', '<']),
  ];
  return Array.from({ length: 3 + (seed % 25) }, () => pick(makers)()).join('');
}

const allowedTags = /^(a|b|strong|i|em|u|s|del|ins|sub|sup|small|mark|code|kbd|q|cite|br|p|div|h[2-6]|blockquote|pre|hr|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|th|td)$/;

inChromium('hostile bodies and values in a browser', () => {
  let browser: TestBrowser;
  let page: Page;
  let seen: ReturnType<typeof watch>;
  beforeAll(async () => {
    browser = await TestBrowser.open();
    const context = await browser.newContext();
    await context.route('**/*', (route) => route.abort());
    seen = watch(context);
    page = await context.newPage();
  });
  afterAll(() => browser.close());

  /** What a reader has in front of them. */
  async function look(html: string) {
    await page.setContent(html);
    return page.evaluate(`(() => {
      const inner = document.querySelectorAll('.inner');
      const isSeen = (e) => e.getClientRects().length > 0 && e.getBoundingClientRect().width > 8 && e.getBoundingClientRect().height > 8 && e.innerText.trim() !== '';
      const notes = [...document.querySelectorAll('td.soft')];
      const own = [...document.querySelectorAll('.words *')];
      return {
        hacked: window.hacked, layouts: inner.length, rows: document.querySelectorAll('.inner > table > tbody > tr').length, cells: document.querySelectorAll('.inner > table > tbody > tr > td').length,
        links: [...document.querySelectorAll('a')].filter((a) => a.href === ${JSON.stringify(mailUrl)} && isSeen(a) && inner[0].contains(a)).length,
        ownLinks: [...document.querySelectorAll('.words a')].filter((a) => a.href === ${JSON.stringify(mailUrl)} && isSeen(a)).length,
        notesInside: notes.length > 2 && notes.every((note) => inner[0].contains(note) && !note.closest('.words')),
        tags: [...new Set(own.map((e) => e.localName))], attributes: [...new Set(own.flatMap((e) => e.getAttributeNames()))], addresses: [...document.querySelectorAll('a')].map((a) => new URL(a.href, 'about:blank').protocol),
        outside: [...document.body.querySelectorAll('*')].filter((e) => !inner[0].contains(e) && e.textContent.trim() && !e.contains(inner[0]) && e.style.display !== 'none').length,
      };
    })()`) as Promise<{ hacked?: unknown; layouts: number; rows: number; cells: number; links: number; ownLinks: number; notesInside: boolean; tags: string[]; attributes: string[]; addresses: string[]; outside: number }>;
  }

  async function expectHarmless(body: string): Promise<void> {
    const { html } = made(body);
    const found = await look(html);
    const hasButton = html.includes('class="button"');
    const rows = hasButton ? 10 : 9;
    expect([body, { ...found, hasLink: found.links > 0 && (hasButton || found.ownLinks > 0) }]).toEqual([
      body, expect.objectContaining({ layouts: 1, cells: found.rows, hasLink: true, notesInside: true, outside: 0 }),
    ]);
    expect(found.hacked).toBeUndefined();
    expect([body, found.rows <= rows]).toEqual([body, true]);
    expect([body, found.tags.filter((tag) => !allowedTags.test(tag))]).toEqual([body, []]);
    expect([body, found.attributes.filter((name) => !['href', 'style', 'dir', 'align', 'start', 'colspan', 'rowspan', 'border'].includes(name))]).toEqual([body, []]);
    expect([body, found.addresses.filter((protocol) => !['http:', 'https:', 'mailto:'].includes(protocol))]).toEqual([body, []]);
  }

  test('nothing runs, loads, hides our link or breaks out of its place', async () => {
    for (const body of hostileBodies) await expectHarmless(body);
    for (let seed = 1; seed <= 250; seed++) await expectHarmless(`<p>${soup(seed)}`);
    expect(seen.requests).toEqual([]);
  }, 120_000);

  test('hostile names, titles and columns are only words', async () => {
    for (const evil of [`<img src=x onerror=${attack}>`, `"><script>${attack}</script>`, `' onfocus='${attack}' autofocus='`, `</td></tr></table><table>`, `<a href="https://evil.example/">click</a>`, `javascript:${attack}`]) {
      const mail = invitationMail({
        vendor: evil, sender: evil, course: { title: evil, description: evil, duration: evil }, recipient: { email: evil, firstName: evil, lastName: evil, fields: { x: evil } },
        body: '<p>[USER] [COURSE] [COURSE_DESCRIPTION] [VENDOR] [SENDER] [FIELD:x]</p><a href="https://x.example/?[FIELD:x]#[USER]">x</a> <a href="mailto:[EMAIL]?subject=[COURSE]">y</a>',
      });
      for (const html of [writer.invitation(mail).html, writer.invitation({ ...mail, body: null }).html, writer.invitation({ ...mail, body: 'Dear [USER] of [FIELD:x]: [URL]' }).html]) {
        const found = await look(html);
        expect([evil, found.hacked, found.layouts, found.notesInside, found.links > 0, found.tags.filter((tag) => !['p', 'a', 'br'].includes(tag))]).toEqual([evil, undefined, 1, true, true, []]);
        expect(found.addresses.filter((protocol) => !['https:', 'mailto:'].includes(protocol))).toEqual([]);
        expect(await page.evaluate('[...document.links].map((a) => new URL(a.href).hostname).filter((host) => host.includes("evil"))')).toEqual([]);
      }
    }
    expect(seen.requests).toEqual([]);
  }, 60_000);
});
