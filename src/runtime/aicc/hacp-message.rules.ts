import { z } from 'zod';

const commands = ['getparam', 'putparam', 'putinteractions', 'putobjectives', 'putcomments', 'putpath', 'putperformance', 'exitau'] as const;
export type HacpCommand = (typeof commands)[number];

/** What content posts (AICC CMI010 6.4.1); the names are written in any case. */
export interface HacpRequest {
  command: HacpCommand | undefined;
  sessionId: string;
  data: string;
}
export interface HacpAnswer {
  error: 0 | 1 | 3;
  text: string;
  data?: string;
}

const fieldsSchema = z.record(z.string(), z.unknown()).catch({});

export function readHacpRequest(fields: unknown): HacpRequest {
  const values = new Map(Object.entries(fieldsSchema.parse(fields)).flatMap(([name, value]) => (typeof value === 'string' ? [[name.trim().toLowerCase(), value] as const] : [])));
  const command = values.get('command')?.trim().toLowerCase();
  return { command: commands.find((one) => one === command), sessionId: values.get('session_id')?.trim() ?? '', data: values.get('aicc_data') ?? '' };
}

/** The answer as text: error first, the data last and to the end (CMI010 6.4.2). */
export const writeHacpAnswer = ({ error, text, data }: HacpAnswer): string => `error=${error}\r\nerror_text=${text}\r\nversion=4.0\r\naicc_data=${data ?? ''}`;
