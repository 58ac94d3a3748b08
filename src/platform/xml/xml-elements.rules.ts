/** A piece of a document that is markup already. */
export interface Xml {
  readonly markup: string;
}
type Value = string | number | boolean | null | undefined;

const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };
/** Text without what XML cannot hold, and with its signs spelled out. */
export const escaped = (text: string) => text.replace(impossible, '').replace(/[&<>"\t\n\r]/g, (sign) => entities[sign] ?? sign);
const textOf = (value: Value) => (value === null || value === undefined ? '' : escaped(String(value)));

export type Attributes = Readonly<Record<string, Value>>;
export const attributesOf = (attributes: Attributes) => Object.entries(attributes).map(([key, value]) => ` ${key}="${textOf(value)}"`).join('');

/** An element; an empty one closes itself. No white space is put between elements. */
export function element(name: string, attributes: Attributes = {}, ...content: (Xml | Value)[]): Xml {
  const head = attributesOf(attributes);
  const inside = content.map((part) => (typeof part === 'object' && part !== null ? part.markup : textOf(part))).join('');
  return { markup: inside ? `<${name}${head}>${inside}</${name}>` : `<${name}${head}/>` };
}

/** The same text as it is, in a section that some readers look for. */
export const cdata = (text: string): Xml => ({ markup: text ? `<![CDATA[${text.replace(impossible, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>` : '' });
