import type { Progress } from './runtime-state.rules';

/**
 * SCORM 1.2 prerequisites (aicc_script: & | ~ ( ) id id="status"): true when met. Scripts we do not understand count as met,
 * because they are hints to the learner and must not lock anything.
 */
export function prerequisitesMet(script: string, progress: Progress): boolean {
  const tokens = script.match(/[&|~()]|[^&|~()\s=<>]+(?:\s*(?:=|<>)\s*(?:"[^"]*"|[^&|()\s]+))?/g) ?? [];
  let at = 0;
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === '|') {
      at++;
      value = both() || value;
    }
    return value;
  };
  const both = (): boolean => {
    let value = single();
    while (tokens[at] === '&') {
      at++;
      value = single() && value;
    }
    return value;
  };
  const single = (): boolean => {
    const token = tokens[at++];
    if (token === '~') return !single();
    if (token !== '(') return isMet(token ?? '', progress);
    const value = either();
    at++;
    return value;
  };
  return tokens.length === 0 || either();
}

function isMet(term: string, progress: Progress): boolean {
  const [, id = '', operator, wanted] = /^([^=<>\s]+)\s*(?:(=|<>)\s*"?([^"]+?)"?)?$/.exec(term) ?? [];
  const own = progress.activities[id];
  if (!own) return true;
  if (!operator) return own.success === 'PASSED' || (own.success === 'UNKNOWN' && own.completion === 'COMPLETED');
  const words = [own.completion.toLowerCase(), own.success.toLowerCase(), own.completion === 'UNKNOWN' ? 'not attempted' : ''];
  return words.includes(String(wanted).toLowerCase()) === (operator === '=');
}
