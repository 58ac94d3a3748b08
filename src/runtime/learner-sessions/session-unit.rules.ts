import type { Activity, CourseStructure } from '../../courses/manifests/course-structure.rules';
import { findActivity } from '../../courses/manifests/units.rules';
import type { RuntimeState } from '../scorm/runtime-state.rules';

const firstUnit = (activity: Activity): Activity | undefined => (activity.children.length ? activity.children.map(firstUnit).find(Boolean) : activity.kind === 'AGGREGATION' ? undefined : activity);

/** The unit whose elements a session shows and takes: the one opened last, in the beginning the first one of the course. */
export function unitOf(structure: CourseStructure, state: RuntimeState): string {
  const current = state.current !== undefined && findActivity(structure, state.current) ? state.current : undefined;
  return current ?? firstUnit(structure.root)?.id ?? structure.root.id;
}

/** Whether units of the course keep their data in the names of SCORM 2004; SCORM 1.2 and AICC have others. */
export const is2004 = ({ standard }: Pick<CourseStructure, 'standard'>): boolean => !['SCORM11', 'SCORM12', 'AICC'].includes(standard);
