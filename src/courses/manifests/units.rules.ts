import type { Activity, CourseStructure } from './course-structure.rules';

const countUnits = (activity: Activity): number => (activity.children.length > 0 ? activity.children.reduce((sum, child) => sum + countUnits(child), 0) : activity.kind === 'AGGREGATION' ? 0 : 1);

/** Whether there is at most one unit to open. */
export const hasOneUnit = (structure: CourseStructure): boolean => countUnits(structure.root) <= 1;
