import { z } from 'zod';
import type { Operations } from '../openapi/operation';
import { moment } from '../v2-answers.wire';

const ping = z.object({ apiMessage: z.string(), currentTime: moment }).meta({ id: 'PingSchema' });
const about = z.object({ version: z.string(), distribution: z.string() }).meta({ id: 'AboutSchema' });

export const serviceOperations: Operations = {
  'GET /ping': { id: 'pingAppId', summary: 'Whether the credentials are good', answer: ping },
  'GET /about': { id: 'getAbout', summary: 'Which version answers', answer: about },
};
