/** Longest pause between two ticks that still counts: a closed lid is not time spent in the course. */
const longestGapMs = 10 * 60 * 1000;

/** Seconds per activity in this session, from a clock that only moves forward. */
export class ActivityClock {
  private readonly spent = new Map<string, number>();
  private running: { activityId: string; since: number } | undefined;

  constructor() {
    window.setInterval(() => this.tick(), 30_000);
  }

  /** Goes on from what an earlier page of this session already counted. */
  startFrom(activityId: string, seconds: number): void {
    this.spent.set(activityId, seconds);
  }

  open(activityId: string): void {
    this.tick();
    this.running = { activityId, since: performance.now() };
  }

  stop(): void {
    this.tick();
    this.running = undefined;
  }

  seconds(activityId: string): number {
    this.tick();
    return Math.round((this.spent.get(activityId) ?? 0) * 100) / 100;
  }

  private tick(): void {
    if (!this.running) return;
    const now = performance.now();
    const elapsed = now - this.running.since;
    this.running.since = now;
    if (elapsed <= longestGapMs) this.spent.set(this.running.activityId, (this.spent.get(this.running.activityId) ?? 0) + elapsed / 1000);
  }
}
