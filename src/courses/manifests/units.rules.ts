import type { Activity, CourseStructure } from './course-structure.rules';

const countUnits = (activity: Activity): number => (activity.children.length > 0 ? activity.children.reduce((sum, child) => sum + countUnits(child), 0) : activity.kind === 'AGGREGATION' ? 0 : 1);

/** Whether there is at most one unit to open. */
export const hasOneUnit = (structure: CourseStructure): boolean => countUnits(structure.root) <= 1;

/** Content of these standards reports to the server by itself. */
export const reportsByItself = ({ standard }: Pick<CourseStructure, 'standard'>): boolean => ['AICC', 'CMI5', 'XAPI'].includes(standard);

const within = (activity: Activity, id: string): Activity | undefined => (activity.id === id ? activity : activity.children.map((child) => within(child, id)).find(Boolean));

export const findActivity = (structure: CourseStructure, id: string): Activity | undefined => within(structure.root, id);
