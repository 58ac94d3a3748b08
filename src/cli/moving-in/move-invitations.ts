import { moveAll, type Move, type Mover } from './move';
import { pathOf } from './server-api';
import { account, invitation, type Invitation, invitee, listedInvitation, madeInvitation, tagList } from './shapes';

const atOnce = 1000;
type Listed = { id: string };
const present = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));

/** Who is told as having made the invitations, because the source may not say it of each. */
async function senderOf({ source, sender }: Move, { creatingUserEmail }: Invitation): Promise<string> {
  const email = creatingUserEmail ?? sender ?? (await source.find(account, '/reporting/accountInfo'))?.email;
  if (!email) throw new Error('the source does not say who made it: give --sender with a mail address');
  return email;
}

/** Fields of ours, where the source is a Courseway. */
const ours = (of: Invitation, names: readonly string[]) => present(Object.fromEntries(names.map((name) => [name, of[name]])));
const common = ['locale', 'timeZone', 'daysToComplete', 'dueDate'];

async function start(move: Move, isPublic: boolean, id: string) {
  const mine = await move.source.get(invitation, `${pathOf('invitations', isPublic ? 'public' : 'private', id)}?includeRegistrationCount=true`);
  const { tags } = (await move.source.find(tagList, `${pathOf('invitations', id)}/tags`)) ?? { tags: [] };
  const body = present({ courseId: mine.courseId, creatingUserEmail: await senderOf(move, mine), expirationDate: mine.expirationDate, tags, postBack: mine.postBack?.url ? present(mine.postBack) : undefined });
  const key = [move.from, isPublic ? 'public' : 'private', id, move.journal.failuresOf(isPublic ? 'public-invitation' : 'private-invitation', id)];
  return { mine, body, key };
}

/** A public invitation gets an address of its own here, and as many places as were left there. */
async function makePublic(move: Move, { id }: Listed) {
  const { mine, body, key } = await start(move, true, id);
  const [cap, used] = [mine.registrationCap ?? 0, mine.registrationCount ?? 0];
  const isFull = cap > 0 && used >= cap;
  const registrationCap = cap > 0 && !isFull ? cap - used : cap;
  const path = '/invitations/public';
  const made = await move.target.sendFor(madeInvitation, { method: 'POST', path, body: { ...body, ...ours(mine, [...common, 'opensDate', 'asksCode', 'allowedDomains']), registrationCap }, key });
  const switches = { allowLaunch: mine.allowLaunch ?? true, allowNewRegistrations: !isFull && (mine.allowNewRegistrations ?? true) };
  if (!switches.allowLaunch || !switches.allowNewRegistrations) await move.target.send({ method: 'PUT', path: `${path}/${made.id}`, body: switches });
  return { target: made.id, ...(made.url && { url: made.url }), notes: [] };
}

/** A private invitation comes with its people and their registrations, and waits: its mails leave when somebody lets them. */
async function makePrivate(move: Move, { id }: Listed) {
  const { mine, body, key } = await start(move, false, id);
  const path = '/invitations/private';
  const mail = present({ subject: mine.invitationEmail?.subject, body: mine.invitationEmail?.body });
  const made = await move.target.sendFor(madeInvitation, {
    method: 'POST', path, body: { ...body, ...ours(mine, [...common, 'reminders', 'sendDate', 'duplicateRegistrationOption', 'registrationCap', 'consumeSeat']), invitationEmail: { ...mail, addresses: [] }, recipients: [] }, key,
  });
  const own = `${path}/${made.id}`;
  await move.target.send({ method: 'PUT', path: own, body: { sending: 'paused', allowLaunch: mine.allowLaunch ?? true } });
  const people = await move.source.all('userInvitations', invitee, `${pathOf('invitations', 'private', id)}/userInvitations`);
  const recipients = people.filter((one) => one['revoked'] !== true).map(({ email, registrationId, firstName, lastName }) => present({ email, registrationId, firstName, lastName }));
  for (let at = 0; at < recipients.length; at += atOnce) await move.target.send({ method: 'PUT', path: own, body: { recipients: recipients.slice(at, at + atOnce) } });
  return { target: made.id, notes: [] };
}

export const moveInvitations = async (move: Move): Promise<void> => {
  const mover = (kind: 'public' | 'private', make: Mover<Listed>['make']): Mover<Listed> => ({
    kind: `${kind}-invitation`, title: `${kind} invitations`, pages: move.source.pages('invitations', listedInvitation, `/invitations/${kind}?orderBy=created_asc&includeTotalCount=true`), idOf: ({ id }) => id,
    there: async () => undefined, make,
  });
  await moveAll(move, mover('public', (one) => makePublic(move, one)));
  await moveAll(move, mover('private', (one) => makePrivate(move, one)));
};
