import { SaxesParser } from 'saxes';
import { packageRefused } from '../courses.failures';

/** An element without its namespace prefix; attributes by local name, and by `prefix:name` where they have one. */
export interface XmlElement {
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
  /** From 1. */
  line: number;
}

const maxDepth = 100;
const maxElements = 100_000;
const maxAttributes = 500;
const maxAttribute = 64 * 1024;

const noDoctype = 'a document type declaration (DOCTYPE) is not allowed; remove it';

/** Before anything of it is parsed: it stands behind processing instructions and comments only. */
function refuseDoctype(text: string, file: string): void {
  const [prolog = ''] = /^(?:\s|<\?(?:[^?]|\?(?!>))*\?>|<!--(?:[^-]|-(?!->))*-->)*/.exec(text.slice(0, 100_000)) ?? [];
  if (!text.startsWith('<!DOCTYPE', prolog.length)) return;
  const lines = prolog.split('\n');
  throw packageRefused(`${file}, line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}: ${noDoctype}`);
}

/** A small tree of an XML document. No DTD, no entities but the five of XML, at most 100 levels. */
export function parseXml(text: string, file: string): XmlElement {
  refuseDoctype(text, file);
  const parser = new SaxesParser({ xmlns: true, position: true });
  const refuse = (what: string) => packageRefused(`${file}, line ${parser.line}, column ${parser.column + 1}: ${what}`);
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let closed: XmlElement | undefined;
  let [elements, depth, attributes] = [0, 0, 0];
  parser.on('error', (error) => {
    const unclosed = /unexpected close tag|unclosed tag/.test(error.message) && closed ? `: <${closed.name}> of line ${closed.line} is not closed` : '';
    throw refuse(`the XML is not well-formed (${error.message.replace(/^\d+:\d+:\s*|\.$/g, '')}${unclosed}); correct it at this place`);
  });
  parser.on('doctype', () => {
    throw refuse(noDoctype);
  });
  parser.on('opentagstart', () => {
    attributes = 0;
    if (++depth > maxDepth) throw refuse(`elements are nested deeper than ${maxDepth} levels; flatten the course`);
    if (++elements > maxElements) throw refuse(`there are more than ${maxElements} elements; split the course`);
  });
  parser.on('attribute', ({ name, value }) => {
    if (++attributes > maxAttributes) throw refuse(`an element has more than ${maxAttributes} attributes; remove what is not needed`);
    if (value.length > maxAttribute) throw refuse(`the attribute ${name} is longer than ${maxAttribute} characters; shorten it`);
  });
  parser.on('opentag', (tag) => {
    const element: XmlElement = { name: tag.local, namespace: tag.uri, attributes: {}, children: [], text: '', line: parser.line };
    for (const attribute of Object.values(tag.attributes)) {
      element.attributes[attribute.local] ??= attribute.value;
      if (attribute.prefix) element.attributes[attribute.name] = attribute.value;
    }
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const addText = (more: string) => {
    const current = open.at(-1);
    if (current) current.text += more;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    closed = open.pop();
    depth--;
  });
  parser.write(text).close();
  if (!root) throw packageRefused(`${file} holds no element; it is empty or cut off`);
  return root;
}

/** The direct children of that local name, whatever their namespace. */
export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] => (element?.children ?? []).filter((child) => child.name.toLowerCase() === name.toLowerCase());
export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined => childrenOf(element, name)[0];
/** Trimmed text of a child; `undefined` when it is absent or empty. */
export const textOf = (element: XmlElement | undefined, name: string): string | undefined => childOf(element, name)?.text.trim() || undefined;

/** An attribute by local name in any case; `undefined` when it is absent or empty. */
export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  const found = element?.attributes[name] ?? Object.entries(element?.attributes ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return found?.trim() || undefined;
}

export function truthOf(element: XmlElement | undefined, name: string): boolean | undefined {
  const value = attributeOf(element, name)?.toLowerCase();
  return value === undefined ? undefined : value === 'true' || value === '1';
}

export function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
