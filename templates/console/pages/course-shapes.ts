/** Courses as the API tells them. */
export interface CourseData {
  id: string;
  title?: string;
  created?: string;
  updated?: string;
  version: number;
  registrationCount?: number;
  courseLearningStandard?: string;
  tags?: string[];
  dispatched?: boolean;
  metadata?: { description?: string; duration?: string };
  rootActivity?: ActivityData;
  /** Of the package, in words that say where and how to mend it. */
  importWarnings?: string[];
}
export interface ActivityData {
  externalIdentifier?: string;
  title?: string;
  activityType?: string;
  children?: ActivityData[];
}
