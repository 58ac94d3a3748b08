import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { element, type Xml } from '../../platform/xml/xml-elements.rules';

/** One call of the v1 API, whichever way its parameters came. */
export interface V1Call {
  /** Such as `rustici.course.exists`. */
  method: string;
  /** Of the signature; '' for a method that asks for none. */
  applicationId: string;
  credentialId: string;
  /** Signed by application management. */
  isManagement: boolean;
  /** The first value of a parameter under one of the names. */
  get(...names: string[]): string | undefined;
  /** Every value of a parameter. */
  all(name: string): string[];
  /** Of every parameter, in the order they came. */
  names: readonly string[];
  request: FastifyRequest;
}

/** What a method answers: elements inside `rsp`, the text of `rsp` itself, an element whose children come one after another, a document or file of its own, or a place for the browser to go on to. */
export type V1Answer =
  | { content: readonly Xml[] }
  | { text: string }
  | { list: { name: string; attributes?: Readonly<Record<string, string | number>>; items: AsyncIterable<Xml> } }
  | { body: string | Buffer | Readable; type: string; fileName?: string }
  | { redirect: string };
type V1Method = (call: V1Call) => V1Answer | Promise<V1Answer>;

export interface V1Offer {
  /** `none`: anybody may call it; `application`: signed by an application; `management`: by application management, whichever application `appid` names; `either`: by one of the two. */
  signedBy: 'none' | 'application' | 'management' | 'either';
  /** It deletes courses or what learners did, which application management may forbid. */
  deletes?: true;
  /** Pages of every site may call it from their scripts: its signed address is all that it asks for. */
  fromPages?: true;
  run: V1Method;
}
export type V1Methods = Readonly<Record<string, V1Offer>>;
/** The methods of one area of the API. */
export interface V1MethodGroup {
  readonly methods: V1Methods;
}

export const elements = (...content: Xml[]): V1Answer => ({ content });
/** The answer of a method that has nothing else to tell. */
export const success = (attributes?: Readonly<Record<string, number>>): V1Answer => elements(element('success', attributes));
