import type { FastifyRequest } from 'fastify';
import type { Browser } from '../../administrators/open-console-session';

/** Who signs in, for the list of sessions. */
export const browserOf = ({ ip, headers }: FastifyRequest): Browser => ({ address: ip, browser: headers['user-agent'] ?? '' });
