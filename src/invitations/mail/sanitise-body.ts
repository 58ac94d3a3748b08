import sanitizeHtml from 'sanitize-html';
import { escapeHtml } from './clean-text.rules';

const inline = ['a', 'b', 'strong', 'i', 'em', 'u', 's', 'del', 'ins', 'sub', 'sup', 'small', 'mark', 'code', 'kbd', 'q', 'cite', 'br', 'img'];
const blocks = ['p', 'div', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'hr', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'];
/** Elements whose content is no text for the reader. */
const notForReaders = [
  'script', 'style', 'title', 'textarea', 'option', 'select', 'xmp', 'noscript', 'noembed', 'noframes', 'iframe', 'object', 'applet', 'template', 'svg', 'math', 'audio', 'video', 'canvas', 'plaintext',
];
/** The mail has a heading above all of the sender's. */
const headings = { h1: 'h2', h2: 'h3', h3: 'h4', h4: 'h5', h5: 'h6' };
const alignment = /^(left|right|center|justify|start|end)$/;

/** Editors write `http://[URL]` or `%5BURL%5D` when somebody links the placeholder. */
const ourAddress = /^(?:https?:\/\/)?\[URL(?::[^[\]]*)?\]\/?$/i;
/** No placeholder decides where a link leads: there is none in its scheme or host. */
const safeAddress = /^(?:https?:\/\/[^\s/?#[\]\\]+(?:[/?#].*)?|mailto:.*)$/i;

/** `[URL]` for our link, a safe address, or nothing. */
function addressOf(href: string): string | undefined {
  const given = href.replace(/[\t\n]/g, '').trim().replace(/%5B([A-Z][A-Z0-9_]+(?::[^[\]%]*)?)%5D/gi, '[$1]');
  if (ourAddress.test(given)) return '[URL]';
  return safeAddress.test(given) ? given : undefined;
}

const options: sanitizeHtml.IOptions = {
  allowedTags: [...inline, ...blocks],
  nonTextTags: notForReaders,
  // of a picture only its words are used: a remote picture tells when somebody reads the mail
  allowedAttributes: {
    a: ['href'], img: ['alt'], ol: ['start'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'], table: [{ name: 'border', values: ['0', '1'] }],
    '*': ['style', { name: 'dir', values: ['ltr', 'rtl', 'auto'] }, { name: 'align', values: ['left', 'right', 'center', 'justify'] }],
  },
  allowedStyles: { '*': { 'text-align': [alignment] } },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  nestingLimit: 60,
  transformTags: {
    a: (_, attribs) => {
      const href = addressOf(attribs['href'] ?? '');
      const safe: sanitizeHtml.Attributes = href ? { href } : {};
      return { tagName: 'a', attribs: safe };
    },
    ...Object.fromEntries(Object.entries(headings).map(([from, to]) => [from, sanitizeHtml.simpleTransform(to, {})])),
  },
};

const anyTag = /<\/?(?:a|abbr|b|big|blockquote|body|br|center|code|dd|div|dl|dt|em|embed|font|form|h[1-6]|head|hr|html|i|iframe|img|input|ins|del|li|link|meta|object|ol|p|pre|s|script|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|u|ul)(?=[\s/>])[^<>]*>|<!doctype|<!--/i;
const blockTag = /<\/?(?:blockquote|body|br|center|div|dl|h[1-6]|hr|html|li|ol|p|pre|table|td|tr|ul)(?=[\s/>])/i;

/** More are no mail that somebody wrote, and take long to balance. */
const mostTags = 10_000;
const isHtml = (body: string): boolean => anyTag.test(body) && body.split('<').length <= mostTags;

/**
 * A sender's body as markup without anything that scripts, loads or hides: tags are balanced, `<` only opens them, and attributes are in
 * double quotes. Placeholders are still in it. `body` is clean of control characters.
 */
export function sanitisedBody(body: string): string {
  if (!isHtml(body)) return withParagraphs(escapeHtml(body));
  return sanitizeHtml(blockTag.test(body) ? body : withParagraphs(body), options);
}

/** Empty lines part paragraphs, other line ends stay; those inside a tag are none. */
const withParagraphs = (html: string): string =>
  `<p>${html.replace(/<[^<>]*>|\n[ \t]*\n\s*|\n/g, (found) => (found.startsWith('<') ? found.replaceAll('\n', ' ') : found === '\n' ? '<br />' : '</p>\n<p>'))}</p>`;
