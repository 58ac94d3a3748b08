import { RecordProgress } from '../../src/registrations/record-progress';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import type { Booted } from './boot';

/** A registration of `courseId` with a postback. */
export async function register(courseway: Pick<Booted, 'api'>, courseId: string, registrationId: string, postBack?: object, more: object = {}): Promise<void> {
  const answer = await courseway.api('/registrations', { method: 'POST', body: { courseId, registrationId, learner: { id: `learner-${registrationId}`, firstName: 'Anna', lastName: 'Muster' }, ...(postBack && { postBack }), ...more } });
  if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
}

/** The newest instance of a registration comes to a result, as a commit of the player does it. */
export async function progress(courseway: Booted, registrationId: string, score: number | null = 0.5, completion = 'INCOMPLETE'): Promise<void> {
  const unit = courseway.get(UnitOfWork);
  const [row] = await unit.run(() => unit.query<{ k: string }>('SELECT newest_instance_key AS k FROM registrations WHERE application_id = ? AND id = ?', [courseway.applicationId, registrationId]));
  const runtime = JSON.stringify({ activities: { 'sco-1': { epoch: 1, revision: 1, cmi: { 'cmi.core.lesson_status': completion.toLowerCase(), 'cmi.core.score.raw': String((score ?? 0) * 100) }, seconds: { 1: 60 }, attempts: 1 } }, current: 'sco-1' });
  const done = await courseway.get(RecordProgress).run(row?.k ?? '', async () => ({ runtime, completion, success: 'UNKNOWN', score, seconds: 60, location: null }));
  if (!done) throw new Error(`there is no registration ${registrationId}`);
}

export interface ShownPostback {
  id: string;
  state: string;
  kind: string;
  registrationId: string;
  sequence?: number;
  attemptCount: number;
  lastStatus?: number;
  lastError?: string;
  nextAttempt?: string;
  body?: string;
  attempts?: { attempt: number; status?: number; error?: string; answer?: string; milliseconds: number; address: string }[];
}

export async function postbacksOf(courseway: Pick<Booted, 'api'>, query = ''): Promise<ShownPostback[]> {
  const answer = await courseway.api(`/postbacks?${query}`);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { postbacks: ShownPostback[] }).postbacks;
}

export async function postback(courseway: Pick<Booted, 'api'>, id: string): Promise<ShownPostback> {
  const answer = await courseway.api(`/postbacks/${id}`);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as ShownPostback;
}

/** Asks the log until the newest postback of a registration is as wanted. */
export async function untilPostback(courseway: Pick<Booted, 'api'>, registrationId: string, wanted: (one: ShownPostback) => boolean, ms = 15_000): Promise<ShownPostback> {
  for (const end = performance.now() + ms; ; ) {
    const [newest] = await postbacksOf(courseway, `registrationId=${encodeURIComponent(registrationId)}`);
    if (newest && wanted(newest)) return postback(courseway, newest.id);
    if (performance.now() > end) throw new Error(`the postback of ${registrationId} is ${JSON.stringify(newest)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
