import { cdata, element, type Xml } from '../platform/xml/xml-elements.rules';
import type { ReportNode } from './legacy-report.rules';

export function reportXml({ name, attributes, content, isRaw }: ReportNode): Xml {
  if (typeof content !== 'string') return element(name, attributes, ...content.map(reportXml));
  return element(name, attributes, isRaw ? cdata(content) : content);
}

type Json = string | readonly Json[] | { readonly [name: string]: Json };

/** Attributes are members beside the elements; values are texts, and a list is always an array, be it of one. */
export function reportJson({ attributes, content, of }: ReportNode): Json {
  if (typeof content === 'string') return content;
  const own = Object.fromEntries(Object.entries(attributes ?? {}).map(([name, value]) => [name, String(value)]));
  return { ...own, ...(of === undefined ? Object.fromEntries(content.map((one) => [one.name, reportJson(one)])) : { [of]: content.map(reportJson) }) };
}
