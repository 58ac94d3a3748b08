/** Where the course's page is: a frame beside the table of contents, or a window of its own. */
export interface CoursePlace {
  open(address: string, title: string): void;
  /** False while the course moves from one page of its own to the next, and a moment after: the next page may still speak. */
  isSettled(): boolean;
  /** How long the course's page stands there completely loaded. */
  loadedForMs(): number;
  focus(): void;
  /** Leads the course's page away first, so that its unload code runs and can still save; then removes it. */
  close(): Promise<void>;
}

/** The page that cmi5 content leads to when it ends. */
export const isWayBack = (page: Window): boolean => page.location.pathname === '/play/returned';
