/** One call to the LMS as it is shown and told to support: nothing personal, `…12` for a text of 12 characters. */
export interface LmsCall {
  /** The function. */
  n: string;
  /** The element. */
  e?: string;
  /** The value that was set. */
  v?: string;
  /** The answer. */
  r: string;
  /** Milliseconds since the package began. */
  t: number;
}

/** Elements whose values are nobody's own. */
const open = /^cmi\.core\.(lesson_status|score\.(raw|max|min)|exit|entry|lesson_mode|credit|session_time)$/;

const lengthOf = (text: string): string => (text === '' ? '' : `…${text.length}`);

export function callOf(name: string, element: string, value: string | undefined, answer: string, after: number): LmsCall {
  const shown = (text: string) => (open.test(element) && text.length <= 32 ? text : lengthOf(text));
  const call: LmsCall = { n: name, r: name === 'LMSGetValue' && !/^threw/.test(answer) ? shown(answer) : answer.slice(0, 80), t: Math.round(after) };
  if (element) call.e = element;
  if (value !== undefined) call.v = shown(value);
  return call;
}

/** As people read it. */
export const shownCall = ({ n, e = '', v, r }: LmsCall): string => `${n} ${e}${v === undefined ? '' : `=${v}`} -> ${r}`;
