import { type Piece, type Place, type Placeholder, piecesOf } from './placeholders.rules';

/** A body that is ready to be filled, as markup and as text. */
export interface CompiledBody {
  html: Piece[];
  text: Piece[];
  /** The reader can follow our link in it. */
  hasLink: boolean;
  /** The address of our link can be read in it. */
  showsAddress: boolean;
}

interface OpenLink {
  htmlFrom: number;
  isOurs: boolean;
  /** Its words so far; of placeholders only those that are never empty. */
  words: string;
  hasMore: boolean;
  address: Piece[];
}

const token = /<(\/?)([a-z][a-z0-9]*)([^<>]*)>|[^<]+/g;
const parts = ['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'];
const groups = ['table', 'thead', 'tbody', 'tfoot'];
const cells = ['caption', 'td', 'th'];
/** In what a part of a table may stand. Elsewhere a browser would end the cell of the mail's own layout with it. */
const homes: Record<string, readonly (string | undefined)[]> = { table: [undefined, ...cells], caption: ['table'], thead: ['table'], tbody: ['table'], tfoot: ['table'], tr: groups, td: ['tr'], th: ['tr'] };
/** Line ends before and after a block in text. */
const spacing: Record<string, number> = { p: 2, div: 1, h2: 2, h3: 2, h4: 2, h5: 2, h6: 2, blockquote: 2, pre: 2, ul: 2, ol: 2, li: 1, dl: 2, dt: 1, dd: 1, table: 2, caption: 1, tr: 1 };
const neverEmpty = ['COURSE', 'USER', 'EMAIL', 'SENDER', 'VENDOR', 'URL'];
const isSeen = (text: string) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(/[\u115f\u1160\u2800\u3164]/g, ''));
/** What can be found and hit as a link. */
const hasWords = (text: string) => isSeen(text) && /[\p{L}\p{N}]/u.test(text);
const decoded = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const attribute = (attributes: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];

/** Reads sanitised markup once; see sanitise-body.ts for what it may hold. */
class BodyReader {
  private readonly html: Piece[] = [];
  private readonly text: Piece[] = [];
  private readonly tables: { part: string; isKept: boolean; cells: number }[] = [];
  private readonly lists: { isOrdered: boolean; count: number }[] = [];
  private link: OpenLink | undefined;
  private lineEnds = 0;
  private endsInSpace = true;
  private isAfterMarker = false;
  private preformatted = 0;
  private hasLink = false;
  private showsAddress = false;

  constructor(private readonly openWords: string) {}

  read(markup: string): CompiledBody {
    for (const [written, closing, tag = '', attributes = ''] of markup.matchAll(token)) {
      if (!tag) this.words(written);
      else if (closing) this.close(tag);
      else this.open(tag, attributes, written);
    }
    return { html: joined(this.html), text: joined(this.text), hasLink: this.hasLink, showsAddress: this.showsAddress };
  }

  private open(tag: string, attributes: string, written: string): void {
    if (tag === 'img') return this.words(attribute(attributes, 'alt') ?? '');
    if (tag === 'a') return this.openLink(attribute(attributes, 'href'));
    if (tag === 'table') this.closeLink('early');
    if (parts.includes(tag) && !this.openPart(tag)) return;
    this.html.push(written);
    this.breakBefore(tag);
    if (tag === 'br') this.lineEnd();
    if (tag === 'hr') this.rule();
    if (tag === 'pre') this.preformatted++;
    if (tag === 'ul' || tag === 'ol') this.lists.push({ isOrdered: tag === 'ol', count: Number(attribute(attributes, 'start') ?? 1) || 1 });
    if (tag === 'li') this.mark();
  }

  private close(tag: string): void {
    if (tag === 'a') return this.closeLink();
    if (parts.includes(tag) && !this.tables.pop()?.isKept) return;
    this.html.push(`</${tag}>`);
    if (tag === 'pre') this.preformatted--;
    if (tag === 'ul' || tag === 'ol') this.lists.pop();
    this.breakBefore(tag);
  }

  /** Keeps a part of a table only where it belongs. */
  private openPart(part: string): boolean {
    const home = this.tables.findLast((one) => one.isKept);
    const isKept = (homes[part] ?? []).includes(home?.part);
    this.tables.push({ part, isKept, cells: 0 });
    if (isKept && home?.part === 'tr' && home.cells++ > 0 && !this.lineEnds) this.say(' | ');
    return isKept;
  }

  private openLink(href: string | undefined): void {
    this.closeLink('early');
    const isOurs = href === '[URL]';
    const place: Place = isOurs ? 'address' : href?.toLowerCase().startsWith('mailto:') ? 'mail address' : 'address part';
    this.link = { htmlFrom: this.html.length, isOurs, words: '', hasMore: false, address: href ? piecesOf(decoded(href), place) : [] };
    if (href) this.html.push('<a href="', ...piecesOf(href, place).map((piece) => (typeof piece === 'string' ? piece : withArgument(piece))), '">');
  }

  /** A link without words is gone with its picture, ours gets words of its own. A link in a link, or around a table, is none to a browser: it ends before. */
  private closeLink(early?: 'early'): void {
    const { link } = this;
    this.link = undefined;
    if (!link?.address.length) return;
    const isWordless = !isSeen(link.words) && !link.hasMore;
    if (isWordless && !early) this.html.length = link.htmlFrom;
    if (isWordless && !early && link.isOurs) this.html.push('<a href="', ...link.address, '">');
    if (isWordless && link.isOurs) this.literal(this.openWords);
    if (!isWordless || early || link.isOurs) this.html.push('</a>');
    if (link.isOurs && (isWordless || hasWords(link.words))) this.hasLink = true;
    if (!isWordless || link.isOurs) this.sayAddress(link);
  }

  /** In text the address follows the words of a link, unless they are the address. */
  private sayAddress(link: OpenLink): void {
    const [only] = link.address;
    const words = link.words.trim();
    if (words === '[URL]' && link.isOurs) this.showsAddress = true;
    if (words === '[URL]' || words === only || `mailto:${words}` === only) return;
    this.text.push(' <', ...link.address.map((piece) => (typeof piece === 'string' ? piece.replace(/^mailto:/i, '') : piece)), '>');
    this.endsInSpace = false;
  }

  private words(escaped: string): void {
    for (const piece of piecesOf(escaped, this.link?.address.length ? 'link words' : 'words')) {
      if (typeof piece === 'string') this.literal(piece);
      else this.placeholder(withArgument(piece));
    }
  }

  private literal(escaped: string): void {
    this.html.push(escaped);
    this.say(decoded(escaped));
    if (this.link) this.link.words += escaped;
  }

  private placeholder(piece: Placeholder): void {
    this.html.push(piece);
    this.sayPiece(piece);
    const { link } = this;
    if (link && neverEmpty.includes(piece.name)) link.words += piece.argument || `[${piece.name}]`;
    if (link) link.hasMore = true;
    if (piece.name !== 'URL' || piece.place !== 'words') return;
    this.hasLink = true;
    this.showsAddress ||= !piece.argument;
  }

  private say(said: string): void {
    const text = this.preformatted ? said : said.replace(/\s+/g, ' ');
    const isAtStart = !this.preformatted && (this.endsInSpace || this.lineEnds > 0);
    const rest = isAtStart ? text.trimStart() : text;
    if (rest) this.sayPiece(rest);
  }

  private sayPiece(piece: Piece): void {
    if (this.text.length && this.lineEnds) this.text.push('\n'.repeat(this.lineEnds));
    this.lineEnds = 0;
    this.text.push(piece);
    this.endsInSpace = typeof piece === 'string' && /\s$/.test(piece);
    this.isAfterMarker = false;
  }

  private lineEnd(): void {
    this.text.push('\n');
    this.endsInSpace = true;
  }

  private rule(): void {
    this.lineEnds = 1;
    this.say('---');
    this.lineEnds = 1;
  }

  private breakBefore(tag: string): void {
    const wanted = this.lists.length > 0 && (tag === 'ul' || tag === 'ol') ? 1 : (spacing[tag] ?? 0);
    if (!this.isAfterMarker) this.lineEnds = Math.max(this.lineEnds, wanted);
  }

  private mark(): void {
    const list = this.lists.at(-1);
    const indent = '  '.repeat(Math.max(0, this.lists.length - 1));
    this.sayPiece(`${indent}${list?.isOrdered ? `${list.count++}.` : '-'} `);
    this.isAfterMarker = true;
  }
}

/** Reads the argument of a placeholder, which is markup in markup. */
const withArgument = (piece: Placeholder): Placeholder => ({ ...piece, argument: hasWords(piece.argument) ? decoded(piece.argument) : '' });

/** Neighbouring strings as one, so that filling has few pieces to join. */
function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') all[all.length - 1] = last + piece;
    else all.push(piece);
  }
  return all;
}

/** Finds the placeholders of sanitised markup; `openWords` (markup) are given to a link of ours that has no words, such as one around a picture. */
export const compileBody = (markup: string, openWords: string): CompiledBody => new BodyReader(openWords).read(markup);
