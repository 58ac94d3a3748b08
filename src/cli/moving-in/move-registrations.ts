import { copySettings } from './move-settings';
import { versionThere } from './move-courses';
import { moveAll, type Move, note } from './move';
import { ApiFault, pathOf } from './server-api';
import { type Registration, registration, type Setting, settings, tagList } from './shapes';

const title = 'registrations';
const details = 'includeChildResults=true&includeRuntime=true&includeInteractionsAndObjectives=true';
const pathTo = (id: string) => pathOf('registrations', id);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Every instance with all that is known of it, the oldest first. */
async function instancesOf({ source }: Move, id: string): Promise<Registration[]> {
  const found = await source.all('registrations', registration, `${pathTo(id)}/instances?${details}`);
  const instances = found.length ? found : [await source.get(registration, `${pathTo(id)}?${details}`)];
  return instances.toSorted((a, b) => (a.instance ?? 0) - (b.instance ?? 0));
}

/** The figures without the tree: what is left to take when the tree cannot be read. */
const figuresOf = ({ registrationCompletion, registrationSuccess, score, totalSecondsTracked, firstAccessDate, lastAccessDate, completedDate }: Registration) => ({
  registrationCompletion, registrationSuccess, score, totalSecondsTracked, firstAccessDate, lastAccessDate, completedDate,
});

/** Sends an instance; where the target refuses its details, once more with the figures alone. Answers what was left out. */
async function sendState(state: Registration, send: (initialRegistrationState: object, part: string) => Promise<void>): Promise<string[]> {
  try {
    await send(state, 'whole');
    return [];
  } catch (fault) {
    if (!(fault instanceof ApiFault) || fault.status !== 400 || !fault.reason.includes('initialRegistrationState')) throw fault;
    await send(figuresOf(state), 'figures');
    return [`only its figures were taken over, because of ${fault.reason}`];
  }
}

/** Learners' tags are asked for once per learner. */
class LearnerTags {
  private readonly asked = new Set<string>();

  async of({ source }: Move, learnerId: string): Promise<string[]> {
    if (this.asked.has(learnerId)) return [];
    const { tags } = (await source.find(tagList, `${pathOf('learner', learnerId)}/tags`)) ?? { tags: [] };
    this.asked.add(learnerId);
    return tags;
  }
}

async function create(move: Move, updated: string | undefined, first: Registration, learnerTags: string[]): Promise<string[]> {
  const { target, from, journal } = move;
  const { id, course, learner, tags, xapiRegistrationId } = first;
  const version = await versionThere(move, course.id, course.version ?? 0);
  const body = {
    courseId: course.id, registrationId: id, learner, registrationTags: tags, learnerTags, ...(xapiRegistrationId && uuid.test(xapiRegistrationId) && { xapiRegistrationId }),
  };
  const notes = await sendState(first, (initialRegistrationState, part) =>
    target.send({
      method: 'POST', path: `/registrations${version === undefined ? '' : `?courseVersion=${version}`}`, body: { ...body, initialRegistrationState },
      key: [from, 'registration', id, part, updated, journal.failuresOf('registration', id)],
    }),
  );
  return version === undefined ? [...notes, `version ${course.version ?? 0} of its course was not moved: it is on the newest`] : notes;
}

async function addInstances(move: Move, { id, updated }: Registration, instances: readonly Registration[]): Promise<string[]> {
  const notes: string[] = [];
  const known = (await move.target.all('registrations', registration, `${pathTo(id)}/instances`)).length;
  for (const [number, state] of instances.entries()) {
    if (number < known) continue;
    const version = await versionThere(move, state.course.id, state.course.version ?? 0);
    const send = (initialRegistrationState: object, part: string) =>
      move.target.send({ method: 'POST', path: `${pathTo(id)}/instances`, body: { initialRegistrationState, ...(version !== undefined && { courseVersion: version }) }, key: [move.from, 'instance', id, updated, number, part] });
    notes.push(...(await sendState(state, send)));
  }
  return notes;
}

const postBackSettings = { url: 'ApiRollupRegistrationPostBackUrl', authType: 'ApiRollupRegistrationAuthType', userName: 'ApiRollupRegistrationAuthUser', password: 'ApiRollupRegistrationAuthPassword', resultsFormat: 'ApiRollupRegistrationFormat' };

/** No operation tells the postback of a dispatch; the settings of its registrations do, but for the password. */
async function bringPostBack({ target, journal }: Move, dispatchId: string, items: readonly Setting[]): Promise<void> {
  const told = new Map(items.filter((one) => one.effectiveValueSource === 'dispatch').map((one) => [one.id, one.effectiveValue]));
  if (!told.get(postBackSettings.url) || !journal.of('dispatch', dispatchId)) return;
  const postBack = Object.fromEntries(Object.entries(postBackSettings).map(([name, id]) => [name, told.get(id)]).filter(([, value]) => value));
  for (const name of ['authType', 'resultsFormat']) if (postBack[name]) postBack[name] = String(postBack[name]).toUpperCase();
  await target.send({ method: 'PUT', path: pathOf('dispatch', 'dispatches', dispatchId), body: { postBack } });
}

/** How a registration that is there already differs. */
function differences(mine: Registration, theirs: Registration): string[] {
  const faces = (of: Registration): [string, unknown][] => [['learner', of.learner.id], ['course', of.course.id], ['completion', of.registrationCompletion], ['success', of.registrationSuccess], ['score', of.score?.scaled]];
  const other = new Map(faces(theirs));
  return faces(mine).filter(([what, value]) => other.get(what) !== value).map(([what]) => `its ${what} differs and was left`);
}

/** A registration that was moved, and has gone on at the source since, may be replaced as long as nobody has worked in it here. */
async function replace(move: Move, mine: Registration): Promise<boolean> {
  const moved = move.journal.of('registration', mine.id);
  if (!mine.updated || mine.updated === moved?.updated) return false;
  const theirs = await move.target.find(registration, pathTo(mine.id));
  const isWorkedIn = theirs && theirs.updated !== moved?.target;
  if (isWorkedIn || !move.refresh) {
    note(move, title, mine.id, [isWorkedIn ? 'it has gone on here and at the source since it was moved, and was left' : 'it has gone on at the source since it was moved: --refresh takes that over']);
    return false;
  }
  if (theirs && !move.dryRun) {
    // As it was moved then, until it is there anew: a run that is killed in between makes it again.
    move.journal.write({ kind: 'registration', id: mine.id, state: 'begun', ...(moved?.updated && { updated: moved.updated }), ...(moved?.target && { target: moved.target }) });
    await move.target.send({ method: 'DELETE', path: pathTo(mine.id) });
  }
  return true;
}

/** Registrations with what was reached in each of their instances. */
export function moveRegistrations(move: Move): Promise<void> {
  const [learnerTags, told] = [new LearnerTags(), new Set<string>()];
  const make = async (one: Registration) => {
    const { id } = one;
    const instances = await instancesOf(move, id);
    const [first] = instances;
    if (!first) return {};
    const wasThere = (await move.target.find(registration, pathTo(id))) !== undefined;
    const notes = wasThere ? [] : await create(move, one.updated, first, await learnerTags.of(move, first.learner.id));
    notes.push(...(await addInstances(move, one, instances)));
    const items = (await move.source.find(settings, `${pathTo(id)}/configuration`))?.settingItems ?? [];
    notes.push(...(await copySettings(move, `${pathTo(id)}/configuration`, { read: items })));
    if (first.dispatchId && !told.has(first.dispatchId)) {
      await bringPostBack(move, first.dispatchId, items);
      told.add(first.dispatchId);
    }
    // What an earlier run made is as old as that run, and somebody may have worked in it since.
    const { updated, target } = wasThere ? { ...move.journal.of('registration', id) } : { updated: one.updated, target: (await move.target.get(registration, pathTo(id))).updated };
    return { notes, ...(updated !== undefined && { updated }), ...(target !== undefined && { target }) };
  };
  return moveAll(move, {
    kind: 'registration', title, workers: 4, pages: move.source.pages('registrations', registration, '/registrations?orderBy=created_asc&includeTotalCount=true'), idOf: ({ id }) => id, make,
    again: (one) => replace(move, one), updatedOf: ({ updated }) => updated,
    there: async (one) => {
      const found = await move.target.find(registration, pathTo(one.id));
      return found && differences(one, found);
    },
  });
}
