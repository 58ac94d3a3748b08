import type { FastifyRequest } from 'fastify';
import type { Language } from '../../platform/templates/language.rules';
import { languageNames } from './page-words';

export type Form = Partial<Record<string, string>>;

/** The fields of a posted form; anything else that was posted has none. */
export function formOf({ body }: FastifyRequest): Form {
  return body && typeof body === 'object' ? Object.fromEntries(Object.entries(body).filter((field): field is [string, string] => typeof field[1] === 'string')) : {};
}

/** The language the learner asked for, in the form or in the address; one of ours, or none. */
export function chosenLanguage(request: FastifyRequest): Language | undefined {
  const asked = formOf(request)['lang'] ?? (request.query as { lang?: unknown } | undefined)?.lang;
  return typeof asked === 'string' && Object.hasOwn(languageNames, asked) ? (asked as Language) : undefined;
}
