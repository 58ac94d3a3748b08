/** A piece of an answer that is markup already. */
export interface Xml {
  readonly markup: string;
}
type Value = string | number | boolean | null | undefined;

const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };
const escaped = (text: string) => text.replace(impossible, '').replace(/[&<>"\t\n\r]/g, (sign) => entities[sign] ?? sign);
const textOf = (value: Value) => (value === null || value === undefined ? '' : escaped(String(value)));

type Attributes = Readonly<Record<string, Value>>;
const attributesOf = (attributes: Attributes) => Object.entries(attributes).map(([key, value]) => ` ${key}="${textOf(value)}"`).join('');

/** An element. No white space is put between elements: strict clients cast every child (PROTOCOL 3). */
export function element(name: string, attributes: Attributes = {}, ...content: (Xml | Value)[]): Xml {
  const head = attributesOf(attributes);
  const inside = content.map((part) => (typeof part === 'object' && part !== null ? part.markup : textOf(part))).join('');
  return { markup: inside ? `<${name}${head}>${inside}</${name}>` : `<${name}${head}/>` };
}

const opened = (stat: 'ok' | 'fail') => `<?xml version="1.0" encoding="utf-8"?><rsp stat="${stat}">`;
const closed = '</rsp>';

/** The whole answer to a call that went well. A text is the text of the envelope itself. */
export const okDocument = (content: readonly Xml[] | string): string => `${opened('ok')}${typeof content === 'string' ? escaped(content) : content.map(({ markup }) => markup).join('')}${closed}`;

/** The same in pieces: one element whose children come one after another. */
export async function* okDocumentOf(name: string, attributes: Attributes, children: AsyncIterable<Xml>): AsyncGenerator<string> {
  yield `${opened('ok')}<${name}${attributesOf(attributes)}>`;
  for await (const { markup } of children) yield markup;
  yield `</${name}>${closed}`;
}

export const failDocument = (code: number, message: string): string => `${opened('fail')}${element('err', { code, msg: message }).markup}${closed}`;
