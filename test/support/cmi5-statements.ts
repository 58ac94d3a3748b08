/** What is remembered of one enrolment and its sessions while statements are judged. */
export interface Cmi5Session {
  id: string;
  token: string;
  actor: object;
  registration: string;
  activityId: string;
  publisherId: string;
  launchMode: string;
  masteryScore?: number;
  ended: boolean;
  abandoned: boolean;
  accepted: Statement[];
}
export interface Statement {
  id: string;
  actor: object;
  verb: { id: string };
  object: { id: string; objectType?: string };
  result?: { completion?: boolean; success?: boolean; duration?: string; score?: { scaled?: number } };
  context?: { registration?: string; contextActivities?: Record<string, { id: string }[]>; extensions?: Record<string, unknown>; [name: string]: unknown };
  timestamp: string;
}

const categoryOf = (name: string) => `https://w3id.org/xapi/cmi5/context/categories/${name}`;
export const sessionIdExtension = 'https://w3id.org/xapi/cmi5/context/extensions/sessionid';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const duration = /^P(?=.)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;
const verbs = ['initialized', 'completed', 'passed', 'failed', 'terminated'];
export const verbOf = ({ verb }: Statement) => verb.id.replace('http://adlnet.gov/expapi/verbs/', '');
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The clauses of cmi5 9.1 to 9.7 that a statement breaks, whatever came before it. */
function formFaults(one: Statement, session: Cmi5Session): string[] {
  const verb = verbOf(one);
  const { result = {}, context = {} } = one;
  const categories = (context.contextActivities?.['category'] ?? []).map(({ id }) => id);
  const judges = ['completed', 'passed', 'failed'].includes(verb);
  const wanted: [string, boolean][] = [
    ['9.1 the id is a UUID', uuid.test(one.id)], ['9.2 the actor is that of the launch', same(one.actor, session.actor)], ['9.3 the verb is one of cmi5', verbs.includes(verb)], ['9.4 the object is the activity of the launch', one.object.id === session.activityId],
    ['9.5.1 a score only with passed or failed', result.score === undefined || verb === 'passed' || verb === 'failed'], ['9.5.1 the score is within 0 and 1', result.score === undefined || ((result.score.scaled ?? -1) >= 0 && (result.score.scaled ?? 2) <= 1)],
    ['9.5.2 success says the verdict and nothing else does', same(result.success, verb === 'passed' ? true : verb === 'failed' ? false : undefined)], ['9.5.3 completion only with completed', same(result.completion, verb === 'completed' ? true : undefined)],
    ['9.5.4 the duration', verb === 'initialized' || duration.test(result.duration ?? '')], ['9.6.1 the registration', context.registration === session.registration], ['9.6.2.1 the cmi5 category', categories.includes(categoryOf('cmi5'))],
    ['9.6.2.2 the moveon category where there is a verdict or completion', categories.includes(categoryOf('moveon')) === judges], ['10.2.1 the publisher’s id of the template', (context.contextActivities?.['grouping'] ?? []).some(({ id }) => id === session.publisherId)],
    ['9.6.3.1 the session id', context.extensions?.[sessionIdExtension] === session.id], ['10.2.1 all else in the template', context.extensions?.['https://lms.example/ext'] === 'kept' && context['language'] === 'en'],
    ['9.3.4 the mastery score', masteryHolds(verb, result.score?.scaled, session.masteryScore)], ['9.7 the timestamp', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(one.timestamp)],
  ];
  return wanted.filter(([, holds]) => !holds).map(([clause]) => clause);
}

const masteryHolds = (verb: string, scaled: number | undefined, mastery: number | undefined) => scaled === undefined || mastery === undefined || (verb === 'passed' ? scaled >= mastery : scaled < mastery);

/** The clauses that a statement breaks by what was said before: in its session, and in the enrolment. */
function orderFaults(one: Statement, session: Cmi5Session, enrolment: readonly Statement[]): string[] {
  const verb = verbOf(one);
  const said = session.accepted.map(verbOf);
  const before = enrolment.map(verbOf);
  const last = session.accepted.at(-1)?.timestamp;
  const wanted: [string, boolean][] = [
    ['7.1.1 initialized comes first', (said.length === 0) === (verb === 'initialized')], ['9.3 no verb twice in a session', !said.includes(verb)], ['7.1.2 nothing after terminated', !said.includes('terminated') && !session.ended], ['9.3.6 nothing after abandoned', !session.abandoned],
    ['9.3 one verdict in a session', !(verb === 'passed' && said.includes('failed')) && !(verb === 'failed' && said.includes('passed'))], ['9.3 completed and passed once in an enrolment', !['completed', 'passed'].includes(verb) || !before.includes(verb)],
    ['9.3 no failed after passed in an enrolment', verb !== 'failed' || !before.includes('passed')], ['10.2.2 in Browse and Review nothing but initialized and terminated', session.launchMode === 'Normal' || verb === 'initialized' || verb === 'terminated'],
    ['9.3 the order is that of the timestamps', last === undefined || one.timestamp >= last],
  ];
  return wanted.filter(([, holds]) => !holds).map(([clause]) => clause);
}

/** Every clause of cmi5 that a statement breaks. */
export const faultsOf = (one: Statement, session: Cmi5Session, enrolment: readonly Statement[]): string[] => [...formFaults(one, session), ...orderFaults(one, session, enrolment)];

/** Whether an enrolment meets what the AU asks for (cmi5 13.1.4). */
export function meets(moveOn: string, enrolment: readonly Statement[]): boolean {
  const said = enrolment.map(verbOf);
  const [isCompleted, isPassed] = [said.includes('completed'), said.includes('passed')];
  return { Completed: isCompleted, Passed: isPassed, CompletedAndPassed: isCompleted && isPassed, CompletedOrPassed: isCompleted || isPassed, NotApplicable: true }[moveOn] ?? false;
}
