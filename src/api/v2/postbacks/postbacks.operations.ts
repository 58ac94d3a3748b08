import { z } from 'zod';
import { eventTypes } from '../../../postbacks/events/event-types.rules';
import type { Operations } from '../openapi/operation';
import { aText, oneOf } from '../openapi/query-parameters';
import { count, integerResult, moment, more, text } from '../v2-answers.wire';
import { eventReceiver, replayBody, states } from './postback.wire';

const postback = {
  id: z.string(), kind: z.string(), state: z.enum(states), registrationId: text, instance: count, sequence: count, receiver: text, created: moment, nextAttempt: moment, finished: moment, attemptCount: count, lastStatus: count, lastError: text,
};
const postbackList = z.object({ postbacks: z.array(z.object(postback)), more });
const attempt = z.object({ attempt: z.number().int(), at: moment, milliseconds: count, address: text, status: count, error: text, answer: text });
const details = z.object({ ...postback, content: text, body: text, attempts: z.array(attempt) });
const secret = z.object({ secret: z.string(), previous: z.object({ secret: z.string(), validUntil: moment }).optional() });

const receiver = z.object({ url: z.string(), types: z.array(z.enum(eventTypes)) });

export const postbackOperations: Operations = {
  'GET /postbacks': { id: 'getPostbacks', summary: 'The log of postbacks', query: [oneOf('state', 'Only postbacks in this state', states), aText('registrationId', 'Only those of this registration'), 'since', 'until', 'more', 'pageSize'], answer: postbackList, isOurs: true },
  'POST /postbacks/replay': { id: 'replayPostbacks', summary: 'Send several postbacks again; the failed ones when no state is named', body: replayBody, answer: integerResult, isOurs: true },
  'GET /postbacks/events': { id: 'getEventReceiver', summary: 'Where events are told, and which', answer: receiver, refusals: [404], isOurs: true },
  'PUT /postbacks/events': { id: 'setEventReceiver', summary: 'Tell events to this address; all of them when no types are named', body: eventReceiver, isOurs: true },
  'DELETE /postbacks/events': { id: 'deleteEventReceiver', summary: 'Tell no more events', refusals: [404], isOurs: true },
  'GET /postbacks/secret': { id: 'getPostbackSecret', summary: 'The secret that postbacks are signed with', answer: secret, isOurs: true },
  'POST /postbacks/secret/rotate': { id: 'rotatePostbackSecret', summary: 'Sign with a new secret; the old one stays good for a while', answer: secret, isOurs: true },
  'GET /postbacks/{postbackId}': { id: 'getPostback', summary: 'One postback with all its attempts', answer: details, isOurs: true },
  'POST /postbacks/{postbackId}/replay': { id: 'replayPostback', summary: 'Send a postback again', isOurs: true },
};
