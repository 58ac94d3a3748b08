import type { PostBack } from '../../settings/post-back-settings.rules';
import type { V1Call } from './v1-call';
import { v1 } from './v1-failures';
import { oneOf, textOf } from './v1-parameters';

type Names = [string, ...string[]];
interface PostbackNames {
  url: Names;
  user: Names;
  password: Names;
}

const resultsNames: Names = ['resultsformat', 'resultsFormat'];
/** As most methods spell them; some libraries write some capitals. */
export const usualNames: PostbackNames = { url: ['postbackurl', 'postbackUrl'], user: ['urlname', 'urlName'], password: ['urlpass', 'urlPass'] };

export const resultsFormatOf = (call: V1Call) => oneOf(call, ['course', 'activity', 'full'], ...resultsNames);

/** Where results go, in the XML of this API; nothing without an address. Throws a V1Refusal 205. */
export function postBackOf(call: V1Call, names: PostbackNames = usualNames): PostBack | undefined {
  const url = textOf(call, 2000, ...names.url);
  if (!url) return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw v1.wrongValue(names.url[0], 'an http or https URL');
  return {
    url, authType: oneOf(call, ['form', 'httpbasic'], 'authtype', 'authType'), userName: textOf(call, 255, ...names.user) ?? '', password: textOf(call, 255, ...names.password) ?? '', resultsFormat: resultsFormatOf(call), legacy: true,
  };
}
