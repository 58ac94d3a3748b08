import { moveAll, type Move } from './move';
import { pathOf } from './server-api';
import { type Destination, type Dispatch, destination, dispatch, told } from './shapes';

/** What a server works out itself. */
const workedOut: ReadonlySet<string> = new Set(['created', 'updated', 'dispatchCount', 'registrationCount', 'learnerCount', 'destinationName', 'courseTitle']);
const given = (data: object) => Object.fromEntries(Object.entries(data).filter(([name, value]) => value != null && !workedOut.has(name)));
const everything = 'orderBy=created_asc&includeTotalCount=true';

const pathOfDestination = (id: string) => pathOf('dispatch', 'destinations', id);
const pathOfDispatch = (id: string) => pathOf('dispatch', 'dispatches', id);
const differing = (mine: Record<string, unknown>, theirs: Record<string, unknown>, names: readonly string[]) => names.filter((name) => (mine[name] ?? undefined) !== (theirs[name] ?? undefined)).map((name) => `its ${name} differs and was left`);

/** A platform that is described by halves cannot launch. */
const isWhole = (lti: unknown) => lti != null && ['clientId', 'platformIssuerIdentifier', 'deploymentId', 'oidcAuthorizationEndpoint', 'jsonWebKeySetUrl'].every((name) => (lti as Record<string, unknown>)[name]);

async function makeDestination({ source, target, from }: Move, { id, data }: Destination) {
  const notes: string[] = [];
  if (!(await target.find(destination.shape.data, pathOfDestination(id)))) {
    const { lti13Data, ...rest } = given(data);
    const body = { destinations: [{ id, data: { ...rest, name: data.name || id, ...(isWhole(lti13Data) && { lti13Data: given(lti13Data) }) } }] };
    await target.send({ method: 'POST', path: '/dispatch/destinations', body, key: [from, 'destination', id] });
  }
  const hashing = `${pathOfDestination(id)}/dispatches/hashUserInfo`;
  if ((await source.find(told, hashing))?.enabled) await target.send({ method: 'PUT', path: hashing, body: { enabled: true } });
  if (isWhole(data['lti13Data'])) notes.push('LTI 1.3: the platform has to be given the addresses of this server');
  return { notes };
}

export const moveDestinations = (move: Move): Promise<void> =>
  moveAll(move, {
    kind: 'destination', title: 'destinations', pages: move.source.pages('destinations', destination, `/dispatch/destinations?${everything}`), idOf: ({ id }) => id, make: (one) => makeDestination(move, one),
    there: async ({ id, data }) => {
      const found = await move.target.find(destination.shape.data, pathOfDestination(id));
      return found && differing(data, found, ['name']);
    },
  });

async function makeDispatch({ source, target, from }: Move, { id, data }: Dispatch) {
  if (!(await target.find(dispatch.shape.data, pathOfDispatch(id)))) await target.send({ method: 'POST', path: '/dispatch/dispatches', body: { dispatches: [{ id, data: given(data) }] }, key: [from, 'dispatch', id] });
  if (data.registrationCount) await target.send({ method: 'PUT', path: pathOfDispatch(id), body: { registrationCount: data.registrationCount } });
  const hashing = `${pathOfDispatch(id)}/hashUserInfo`;
  const mine = await source.find(told, hashing);
  if (mine && mine.enabled !== (await target.get(told, hashing)).enabled) await target.send({ method: 'PUT', path: hashing, body: mine });
  return {};
}

/** Dispatches under their ids, with caps and what was used of them. */
export const moveDispatches = (move: Move): Promise<void> =>
  moveAll(move, {
    kind: 'dispatch', title: 'dispatches', pages: move.source.pages('dispatches', dispatch, `/dispatch/dispatches?${everything}`), idOf: ({ id }) => id, make: (one) => makeDispatch(move, one),
    there: async ({ id, data }) => {
      const found = await move.target.find(dispatch.shape.data, pathOfDispatch(id));
      return found && differing(data, found, ['destinationId', 'courseId', 'registrationCap', 'enabled']);
    },
  });
