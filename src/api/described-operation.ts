import type { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface QueryParameter {
  name: string;
  schema: JsonSchema;
  description: string;
  required?: boolean;
}

/** A part of a multipart body. */
interface FormPart {
  description: string;
  isFile?: boolean;
  required?: boolean;
}

/** What an operation is called, takes and answers, as an OpenAPI document tells it. */
export interface DescribedOperation {
  id: string;
  summary: string;
  /** Further sentences, where the summary leaves a question. */
  more?: string;
  query?: readonly QueryParameter[];
  headers?: readonly QueryParameter[];
  /** The schema that the body is read with. */
  body?: z.ZodType;
  /** Without a body it means what the summary says. */
  isBodyOptional?: boolean;
  form?: Readonly<Record<string, FormPart>>;
  /** A second content type of the body. */
  otherBody?: 'text/csv' | 'application/x-www-form-urlencoded';
  /** `file`: a download. Nothing: 204. */
  answer?: z.ZodType | 'file';
  /** Where it is neither 200 (with an answer) nor 204. */
  status?: number;
  /** A second status with the same answer. */
  orStatus?: number;
  /** Statuses beyond 400, 401, 403, 429 and, where the path or a body may name something, 404. */
  refusals?: readonly number[];
  isDeprecated?: boolean;
  /** Not part of the API that this one is compatible with. */
  isOurs?: boolean;
}

/** By method and path with named places, such as `GET /courses/{courseId}`. */
export type DescribedOperations = Readonly<Record<string, DescribedOperation>>;
