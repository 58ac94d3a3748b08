/** The parts of the mail library's errors that tell what happened. */
export interface SmtpError {
  code?: string;
  /** The command that was answered; CONN when there was no answer. */
  command?: string;
  responseCode?: number;
  response?: string;
  message: string;
}

/** The way to the server, not the message. */
const onTheWay = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ETLS', 'EPROTOCOL', 'EAUTH', 'ENOAUTH', 'EABORT']);
/** The server wants a login, or a better one. */
const loginWanted = new Set([530, 535, 538]);
const isRefusal = (code: number) => code >= 500 && code !== 503; // 503: the session was in the wrong state

/**
 * What an error means: `unreachable` for all mail (no connection, TLS, greeting, login; the sender refused), `bounced` (RFC 5321: 5yz about this
 * recipient or message), else `delayed`. `begun`: the server was logged in to and this message was begun.
 */
export function fateOf(error: SmtpError, begun: boolean): 'bounced' | 'delayed' | 'unreachable' {
  const code = error.responseCode ?? 0;
  if (!begun) return onTheWay.has(error.code ?? '') ? 'unreachable' : 'delayed';
  if (loginWanted.has(code)) return 'unreachable';
  if (error.command === 'MAIL FROM' && isRefusal(code) && code !== 552) return 'unreachable'; // it is MAIL_FROM that is refused, the same for every mail; 552: too large
  if (/^5\d\d[ -]5\.4\.5\b/.test(error.response ?? '')) return 'delayed'; // used for "over the daily quota"
  if (isRefusal(code)) return 'bounced';
  return error.code === 'EENVELOPE' && error.command === 'API' ? 'bounced' : 'delayed'; // API: the address can be no address
}

/** The server's words, else the library's, in one line of at most 500 characters. */
export const wordsOf = (error: SmtpError): string => (error.response || error.message).replace(/\s+/g, ' ').trim().slice(0, 500);
