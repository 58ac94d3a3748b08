import { invalidInput } from '../../platform/failure';
import { momentOf } from './v2-lists';
import { type Params, single } from './v2-shapes';

/** XapiStatementResult. Courses of the standards that run here make no statements, so the list is empty; its filters are held to their shapes all the same. */
export function statementsOf(q: Params): { statements: never[] } {
  momentOf('since', single(q['since']));
  momentOf('until', single(q['until']));
  if (single(q['more'])) throw invalidInput('more', 'is not a token of this list; start again without it');
  return { statements: [] };
}
