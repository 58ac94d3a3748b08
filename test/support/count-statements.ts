import { QueryCounter } from '../../src/platform/database/query-counter';
import type { Booted } from './boot';

const background = /launch_records WHERE|LEFT JOIN launch_records|REPLACE INTO launch_records|outbox_events ORDER|DELETE FROM outbox_events|FROM jobs|UPDATE jobs|FROM mails|UPDATE mails|postback|event_receivers|r\.post_back|launch_timeline|package_origins|FROM credentials c\n|FROM lti_results|FROM lms_sessions/;

/** The statements that `work` needs, and those that happen to run beside it. */
export async function statementsDuring(courseway: Pick<Booted, 'get'>, work: () => Promise<unknown>, also?: QueryCounter['watch']): Promise<string[]> {
  const counter = courseway.get(QueryCounter);
  const seen: string[] = [];
  counter.watch = (sql, parameters) => {
    seen.push(sql);
    also?.(sql, parameters);
  };
  try {
    await work();
  } finally {
    counter.watch = undefined;
  }
  return seen;
}

/** How many statements `work` needs, without those of the job runner, the mail worker, the outbox and what hears of it, the timelines of launches, the places that packages were seen at, and the caller's secrets, which are looked up every five seconds. */
export async function countStatements(courseway: Pick<Booted, 'get'>, work: () => Promise<unknown>): Promise<number> {
  return (await statementsDuring(courseway, work)).filter((sql) => !background.test(sql)).length;
}
