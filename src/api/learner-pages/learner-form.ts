import type { FastifyRequest } from 'fastify';

/** The fields of a posted form; anything else that was posted has none. */
export function formOf(request: FastifyRequest): Partial<Record<string, string>> {
  const { body } = request;
  return body && typeof body === 'object' ? (Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string')) as Record<string, string>) : {};
}

/** The language the learner asked for, in the form or in the address. */
export function chosenLanguage(request: FastifyRequest): string | undefined {
  const asked = (request.query as { lang?: unknown } | undefined)?.lang;
  return formOf(request)['lang'] ?? (typeof asked === 'string' ? asked : undefined);
}
