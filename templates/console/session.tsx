import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { call, Problem, speakFor } from './kit/api';

export interface Session {
  administrator: { id: string; email: string; name: string; language?: string; totp: boolean; password: boolean };
  token: string;
  installation: boolean;
  applications: { id: string; name: string; role: Role }[];
  version: string;
}
/** How people get in. */
export interface WaysIn {
  firstAdministrator: boolean;
  provider?: { name: string; passwords: 'all' | 'owners' };
}
export type Role = 'viewer' | 'sender' | 'author' | 'owner';
/** send: invitations and registrations; write: courses and dispatches; own: deletions, credentials and settings. */
export type Right = 'send' | 'write' | 'own';

const rights: Readonly<Record<Role, readonly Right[]>> = { viewer: [], sender: ['send'], author: ['send', 'write'], owner: ['send', 'write', 'own'] };
export const roles = Object.keys(rights) as Role[];

export interface Known {
  session: Session;
  application: { id: string; name: string; role: Role } | undefined;
  may: (right: Right) => boolean;
  choose: (applicationId: string) => void;
  renew: () => Promise<void>;
}
const SessionContext = createContext<Known | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Known {
  const known = useContext(SessionContext);
  if (!known) throw new Error('outside of a session');
  return known;
}

const kept = 'courseway.application';

/** The application this tab works with: its own choice, the last one anywhere, or the first there is. */
export function chosenApplication(session: Session): string {
  const wanted = [sessionStorage.getItem(kept), localStorage.getItem(kept)];
  return (session.applications.find(({ id }) => wanted[0] === id) ?? session.applications.find(({ id }) => wanted[1] === id) ?? session.applications[0])?.id ?? '';
}

export function keepChoice(applicationId: string): void {
  sessionStorage.setItem(kept, applicationId);
  localStorage.setItem(kept, applicationId);
}

export const rightsIn = (session: Session, applicationId: string) => (right: Right): boolean =>
  session.installation || rights[session.applications.find(({ id }) => id === applicationId)?.role ?? 'viewer'].includes(right);

/** The session, or nothing when nobody is signed in. */
export async function readSession(): Promise<Session | WaysIn> {
  speakFor('', '');
  const answer = await fetch('/console/api/session', { cache: 'no-store' }).catch(() => undefined);
  if (!answer) throw new Problem(0, 'unreachable', 'The server cannot be reached.');
  const body = (await answer.json().catch(() => ({}))) as Session & Partial<WaysIn> & { message?: string; code?: string; reference?: string };
  if (answer.status === 401) return { firstAdministrator: body.firstAdministrator ?? false, ...(body.provider && { provider: body.provider }) };
  if (!answer.ok) throw new Problem(answer.status, body.code ?? String(answer.status), body.message ?? `HTTP ${answer.status}`, body.reference);
  return body;
}

export const signOut = (): Promise<undefined> => call('POST', '/console/api/sign-out');
