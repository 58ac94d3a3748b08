import { type Attributes, attributesOf, element, escaped, type Xml } from '../../platform/xml/xml-elements.rules';

const opened = (stat: 'ok' | 'fail') => `<?xml version="1.0" encoding="utf-8"?><rsp stat="${stat}">`;
const closed = '</rsp>';

/** The whole answer to a call that went well. Strict clients cast every child, so there is no white space between elements (PROTOCOL 3). A text is the text of the envelope itself. */
export const okDocument = (content: readonly Xml[] | string): string => `${opened('ok')}${typeof content === 'string' ? escaped(content) : content.map(({ markup }) => markup).join('')}${closed}`;

/** The same in pieces: one element whose children come one after another. */
export async function* okDocumentOf(name: string, attributes: Attributes, children: AsyncIterable<Xml>): AsyncGenerator<string> {
  yield `${opened('ok')}<${name}${attributesOf(attributes)}>`;
  for await (const { markup } of children) yield markup;
  yield `</${name}>${closed}`;
}

export const failDocument = (code: number, message: string): string => `${opened('fail')}${element('err', { code, msg: message }).markup}${closed}`;
