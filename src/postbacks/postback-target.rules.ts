import type { EffectiveSettings } from '../settings/effective-settings.rules';

/** Where results of a registration go, and how. */
export interface PostbackTarget {
  url: string;
  authType: 'form' | 'httpbasic';
  userName: string;
  password: string;
  format: 'course' | 'activity' | 'full';
  /** The XML of the old API. */
  legacy: boolean;
  /** A webhook's own secret, besides those of all postbacks. */
  hookSecret?: string;
}

const word = <W extends string>(value: string, words: readonly W[], otherwise: W): W => words.find((one) => one === value.toLowerCase()) ?? otherwise;

/** The target that settings name; nothing when they name no address. */
export function targetOf(settings: EffectiveSettings): PostbackTarget | undefined {
  const value = (name: string) => settings.get(`ApiRollupRegistration${name}`)?.value ?? '';
  const url = value('PostBackUrl').trim();
  if (!URL.canParse(url)) return undefined;
  return {
    url, authType: word(value('AuthType'), ['form', 'httpbasic'], 'httpbasic'), userName: value('AuthUser'), password: value('AuthPassword'),
    format: word(value('Format'), ['course', 'activity', 'full'], 'activity'), legacy: /^(false|no)$/i.test(value('IsJson')),
  };
}

/** Where events go: JSON, signed, without a password. */
export const eventTarget = (url: string | undefined, hookSecret?: string): PostbackTarget | undefined =>
  url === undefined ? undefined : { url, authType: 'httpbasic', userName: '', password: '', format: 'course', legacy: false, ...(hookSecret !== undefined && { hookSecret }) };

/** Host and port, as turns are taken by. */
export const hostOf = (url: string): string => new URL(url).host.slice(0, 255);

/** An address without what may be a secret: user, password, query. */
export function shownAddress(text: string): string {
  const url = new URL(text);
  return `${url.protocol}//${url.host}${url.pathname}${url.search ? '?...' : ''}`.slice(0, 500);
}
