import type { AskedView, ReportView } from './report-view.rules';

/** How far registrations came; all of them made within the days of the view. */
export interface Progress {
  registrations: number;
  learners: number;
  started: number;
  completed: number;
  passed: number;
}
export interface Totals extends Progress {
  courses: number;
}
/** `id` is the caller's; both are null for registrations that no destination has. */
export interface ProgressOf extends Progress {
  id: string | null;
  name: string | null;
}
export interface ReportDay {
  /** Its first moment, UTC. */
  at: number;
  starts: number;
  completions: number;
}
export interface Report {
  applicationName: string;
  /** What is shown, as an address asks for it. */
  asked: AskedView;
  view: ReportView;
  /** Of the course, when the report is about one; its id when there is no such course. */
  courseTitle?: string;
  totals: Totals;
  days: ReportDay[];
  courses: ProgressOf[];
  destinations: ProgressOf[];
  /** There are more courses or destinations than these lists have. */
  moreCourses: boolean;
  moreDestinations: boolean;
}
