import type { PostBack } from '../../settings/post-back-settings.rules';
import type { V1Call } from './v1-call';
import { addressOf, textOf, wordOf } from './v1-texts';

type Names = [string, ...string[]];
interface PostbackNames {
  url: Names;
  user: Names;
  password: Names;
}

const resultsNames: Names = ['resultsformat', 'resultsFormat'];
/** As most methods spell them; some libraries write some capitals. */
export const usualNames: PostbackNames = { url: ['postbackurl', 'postbackUrl'], user: ['urlname', 'urlName'], password: ['urlpass', 'urlPass'] };

export const resultsFormatOf = (call: V1Call) => wordOf(call, ['course', 'activity', 'full'], ...resultsNames) ?? 'course';

/** Where results go, in the XML of this API. No address: undefined, whatever else is said; an empty one: `null`, nowhere any more. Throws a V1Refusal 205. */
export function postBackOf(call: V1Call, names: PostbackNames = usualNames): PostBack | null | undefined {
  const url = addressOf(call, ...names.url);
  if (url === undefined) return call.get(...names.url) === '' ? null : undefined;
  return {
    url, authType: wordOf(call, ['form', 'httpbasic'], 'authtype', 'authType') ?? 'form', userName: textOf(call, 255, ...names.user) ?? '', password: textOf(call, 255, ...names.password) ?? '', resultsFormat: resultsFormatOf(call), legacy: true,
  };
}
