import { clipped, nameOf, oneLine } from '../../src/invitations/mail/clean-text.rules';
import { compileBody } from '../../src/invitations/mail/compile-body.rules';
import { fillHtml, fillSubject, fillText, type PlaceholderValues, piecesOf, placeholders, unknownPlaceholders } from '../../src/invitations/mail/placeholders.rules';

const url = 'https://learn.example/invitations/open/a-b_c?x=1&y=2';
const values: PlaceholderValues = {
  COURSE: 'Fire & Safety', COURSE_DESCRIPTION: 'First line\nsecond <line>', COURSE_DURATION: '1 hour', USER: 'Max "M" Muster', FIRST_NAME: 'Max', LAST_NAME: 'Muster', EMAIL: 'max+1@client.example',
  SENDER: 'anna@acme.example', VENDOR: 'ACME', DUE: 'tomorrow', EXPIRES: '', URL: url, fields: { team: 'Blue', 'Cost centre': '4711', 'a&b': 'both' },
};
const same = (text: string) => text;
const html = (template: string) => fillHtml(piecesOf(template), values, same);
const text = (template: string) => fillText(piecesOf(template), values, same);
/** A body in sanitised markup. */
const body = (markup: string) => {
  const compiled = compileBody(markup, 'Open');
  return { ...compiled, html: fillHtml(compiled.html, values, same), text: fillText(compiled.text, values, same) };
};

describe('placeholders', () => {
  test('those that are offered are known; words in brackets are none', () => {
    for (const one of placeholders) expect([one, unknownPlaceholders(one)]).toEqual([one, []]);
    expect(unknownPlaceholders('[see below] [1] [X] [Url] [course] [] [A B] array[INDEX')).toEqual([]);
  });

  test('an unknown one is named once, as it is written, and stays', () => {
    expect(unknownPlaceholders('[CUORSE] [USER] [CUORSE] [FIELD] [FIELD: ] [COURSE:x] [URL:ok] [USER_NAME]')).toEqual(['[CUORSE]', '[FIELD]', '[FIELD: ]', '[COURSE:x]', '[USER_NAME]']);
    expect(text('[CUORSE] and [see below] and [1]')).toBe('[CUORSE] and [see below] and [1]');
  });

  test('every known one is filled, escaped in markup', () => {
    expect(text('[COURSE]|[COURSE_DURATION]|[USER]|[FIRST_NAME]|[LAST_NAME]|[EMAIL]|[SENDER]|[VENDOR]|[DUE]|[EXPIRES]|[FIELD:team]|[FIELD:cost centre]|[FIELD:nothing]')).toBe(
      'Fire & Safety|1 hour|Max "M" Muster|Max|Muster|max+1@client.example|anna@acme.example|ACME|tomorrow||Blue|4711|',
    );
    expect(html('[COURSE] [USER] [COURSE_DESCRIPTION]')).toBe('Fire &amp; Safety Max &quot;M&quot; Muster First line<br>second &lt;line&gt;');
  });

  test('names of object methods are no fields', () => {
    expect(text('[FIELD:constructor][FIELD:__proto__][FIELD:toString]')).toBe('');
  });

  test('a value that looks like a placeholder is not filled again', () => {
    const tricky = { ...values, USER: '[URL] [EMAIL]', fields: { x: '[FIELD:team]' } };
    expect(fillText(piecesOf('[USER] [FIELD:x]'), tricky, same)).toBe('[URL] [EMAIL] [FIELD:team]');
  });

  test('[URL] is a link in markup, bare in text, and gone from a subject', () => {
    const address = url.replaceAll('&', '&amp;');
    expect(html('[URL]')).toBe(`<a href="${address}">${address}</a>`);
    expect(html('[URL:Start <now>]')).toBe(`<a href="${address}">Start &lt;now&gt;</a>`);
    expect(text('Go: [URL]')).toBe(`Go: ${url}`);
    expect(text('[URL:Start now], please')).toBe(`Start now <${url}>, please`);
    expect(fillSubject('[USER]: [COURSE] [URL] [URL:start]\r\nBcc: x@y.example', values)).toBe('Max "M" Muster: Fire & Safety start Bcc: x@y.example');
  });
});

describe('placeholders in the addresses of links', () => {
  test('[URL] alone is our address, with its own words or others', () => {
    const found = body('<p><a href="[URL]">Start</a></p>');
    expect(found).toMatchObject({ hasLink: true, showsAddress: false, html: `<p><a href="${url.replace('&', '&amp;')}">Start</a></p>`, text: `Start <${url}>` });
    expect(body('<a href="[URL]">[URL]</a>')).toMatchObject({ hasLink: true, showsAddress: true, text: url });
  });

  test('others are encoded, so that no value leads elsewhere or ends the attribute', () => {
    expect(body('<a href="https://x.example/?u=[USER]&amp;t=[FIELD:a&amp;b]&amp;l=[URL]">x</a>').html).toBe(
      `<a href="https://x.example/?u=Max%20%22M%22%20Muster&amp;t=both&amp;l=${encodeURIComponent(url)}">x</a>`,
    );
    expect(body('<a href="mailto:[SENDER]">[SENDER]</a>')).toMatchObject({ html: '<a href="mailto:anna@acme.example">anna@acme.example</a>', hasLink: false });
  });

  test('our address in the words of another link is no link of ours', () => {
    expect(body('<a href="https://x.example/">[URL]</a>')).toMatchObject({ hasLink: false, html: `<a href="https://x.example/">${url.replace('&', '&amp;')}</a>` });
  });

  test('a link of ours without words gets some; one whose words may be empty does not count', () => {
    expect(body('<p><a href="[URL]"><b> </b></a></p>')).toMatchObject({ hasLink: true, html: `<p><a href="${url.replace('&', '&amp;')}">Open</a></p>`, text: `Open <${url}>` });
    expect(body('<a href="[URL]">\u200b\u00ad\u2800</a>')).toMatchObject({ hasLink: true, html: expect.stringContaining('>Open</a>') });
    expect(body('<a href="[URL]"><img alt="Start" /></a>')).toMatchObject({ hasLink: true, text: `Start <${url}>` });
    expect(body('<a href="[URL]">[EXPIRES]</a>')).toMatchObject({ hasLink: false });
    expect(body('a<a href="https://x.example/"><img /></a>b').html).toBe('ab');
  });
});

describe('a body as text', () => {
  test('keeps the order of blocks, lists, tables and addresses', () => {
    const markup = '<h2>Dear &lt;all&gt;</h2><p>one<br />two   <b>three</b></p><ul><li><p>first</p></li><li>second<ol start="3"><li>third</li></ol></li></ul><table><tr><th>Day</th><td>Room</td></tr><tr><td>Mon</td><td>12</td></tr></table><hr /><pre>a\n  b</pre><a href="https://x.example/">there</a>';
    expect(body(markup).text.replace(/\n{3,}/g, '\n\n')).toBe('Dear <all>\n\none\ntwo three\n\n- first\n\n- second\n  3. third\n\nDay | Room\nMon | 12\n---\n\na\n  b\n\nthere <https://x.example/>');
  });
});

describe('clean text', () => {
  test('a line has no break, no control and no override of direction', () => {
    expect(oneLine(' a\r\nb\u2028c\u0085d\u0000\u001b\u202eevil\u2066\ud800 \t ')).toBe('a b c devil');
  });

  test('is cut between what is seen as one character', () => {
    expect(clipped('abcdef', 6)).toBe('abcdef');
    expect(clipped('abcdefg', 6)).toBe('abcde…');
    expect(clipped('ab👩‍👩‍👧‍👦cdefghijkl', 8)).toBe('ab…');
  });

  test('names come in their own order, and never as an address a mail program makes a link of', () => {
    expect(nameOf({ firstName: ' Max ', lastName: 'Muster' })).toBe('Max Muster');
    expect(nameOf({ firstName: '太郎', lastName: '山田' })).toBe('山田 太郎');
    expect(nameOf({ firstName: 'J.R.', lastName: 'St.Clair' })).toBe('J.R. St.Clair');
    for (const firstName of ['http://evil.example', 'Win at evil.com now', 'www.evil', 'EVIL.COM']) expect(nameOf({ firstName })).toBe('');
    expect(nameOf({ firstName: null })).toBe('');
  });
});
