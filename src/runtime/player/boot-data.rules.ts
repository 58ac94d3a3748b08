import type { CourseStructure } from '../../courses/manifests/course-structure.rules';
import type { Progress, RuntimeState } from '../scorm/runtime-state.rules';
import type { PlayerSettings } from './player-settings.rules';

/** Everything the player knows when it starts; it stands in the page as JSON, so that the course boots with its full state. */
export interface BootData {
  session: { key: string; epoch: number; mode: 'direct' | 'dispatch' | 'review' | 'preview' };
  commitUrl: string;
  contentBase: string;
  course: CourseStructure;
  learner: { id: string; /** `Last, First` */ name: string };
  state: RuntimeState;
  rev: number;
  progress: Progress;
  startActivityId?: string;
  tracking: boolean;
  lang: string;
  texts: Record<string, string>;
  /** Where Exit leads when nobody frames the player. */
  exitUrl: string;
  /** Where the dispatch shell may stand. */
  shellOrigins: readonly string[];
  commitIntervalMs: number;
  settings: PlayerSettings;
}
