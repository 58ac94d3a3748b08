import { exitKey, type PlayerSettings } from '../../src/runtime/player/player-settings.rules';
import type { Progress } from '../../src/runtime/scorm/runtime-state.rules';
import type { Request } from '../../src/runtime/scorm/sequencing.rules';
import { statusOf } from './activity-status.rules';

export interface EndedUnit {
  /** adl.nav.request as the content left it. */
  wish: string;
  /** cmi.exit or cmi.core.exit. */
  exitWord: string;
  isOnly: boolean;
  hasNext: boolean;
  isDone: boolean;
  isCourseDone: boolean;
}

/** Whether a unit, and the course with it, is done: completed and not failed. */
export function resultsOf(progress: Progress, activityId: string): Pick<EndedUnit, 'isDone' | 'isCourseDone'> {
  return { isDone: ['completed', 'passed'].includes(statusOf(progress, activityId)), isCourseDone: progress.completion === 'COMPLETED' && progress.success !== 'FAILED' };
}

/** `continue`, `_continue`, `{target=intro}choice`: adl.nav.request as a request (SN 5.6.2). */
function readWish(wish: string): Request {
  const [, target, kind = ''] = /^(?:\{target=(.+)\})?_?(\w+?)_?$/.exec(wish) ?? [];
  if ((kind === 'choice' || kind === 'jump') && target) return { kind, target };
  const known = ['continue', 'previous', 'exit', 'exitAll', 'suspendAll', 'abandon', 'abandonAll'] as const;
  return { kind: known.find((name) => name === kind) ?? 'none' };
}

/** What follows when content ends by itself: in SCORM 1.2 what the settings say; else what the content wishes, and a course of one unit is over. */
export function afterEnd(unit: EndedUnit, exits: PlayerSettings['exits']): Request | 'ask' | 'nothing' {
  const request = readWish(unit.wish);
  if (!exits) {
    if (unit.isOnly && ['none', 'continue', 'exit'].includes(request.kind)) return { kind: 'exitAll' };
    return request.kind === 'none' ? { kind: 'exit' } : request;
  }
  const isDone = unit.hasNext ? unit.isDone : unit.isCourseDone;
  switch (exits[exitKey(unit.hasNext ? 'between' : 'last', isDone ? 'done' : 'open', unit.exitWord)]) {
    case 'EXIT_COURSE': return { kind: 'exitAll' };
    case 'EXIT_COURSE_AFTER_CONFIRM': return 'ask';
    case 'GO_TO_NEXT_SCO': return { kind: unit.hasNext ? 'continue' : 'exit' };
    case 'DO_NOTHING': return 'nothing';
    default: return { kind: 'exit' };
  }
}
