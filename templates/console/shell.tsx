import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { tell } from './kit/toast';
import { partsOf, usePlace } from './kit/router';
import { say, type TextKey } from './kit/texts';
import { Page } from './kit/parts';
import { Account } from './pages/account';
import { Administrators } from './pages/administrators';
import { Audit } from './pages/audit';
import { Course } from './pages/course';
import { Courses } from './pages/courses';
import { Credentials } from './pages/credentials';
import { Destination } from './pages/destination';
import { Destinations } from './pages/destinations';
import { Diagnostics } from './pages/diagnostics';
import { Dispatch } from './pages/dispatch';
import { Dispatches } from './pages/dispatches';
import { Invitation } from './pages/invitation';
import { Invitations } from './pages/invitations';
import { Learners } from './pages/learners';
import { Mailbox } from './pages/mailbox';
import { Overview } from './pages/overview';
import { Postbacks } from './pages/postbacks';
import { Registration } from './pages/registration';
import { Registrations } from './pages/registrations';
import { Reports } from './pages/reports';
import { Search, SearchBox } from './pages/search';
import { Settings } from './pages/settings';
import { signOut, useSession } from './session';

interface Entry {
  name: string;
  label: TextKey;
  /** Only for whoever runs the installation, or owns the application. */
  needs?: 'installation' | 'own';
}
const groups: readonly { label: TextKey; entries: readonly Entry[] }[] = [
  { label: 'nav.deliver', entries: [{ name: '', label: 'overview.title' }, { name: 'courses', label: 'courses.title' }, { name: 'destinations', label: 'destinations.title' }, { name: 'dispatches', label: 'dispatches.title' }, { name: 'invitations', label: 'invitations.title' }] },
  { label: 'nav.follow', entries: [{ name: 'registrations', label: 'registrations.title' }, { name: 'learners', label: 'learners.title' }, { name: 'reports', label: 'reports.title' }, { name: 'postbacks', label: 'postbacks.title' }, { name: 'diagnostics', label: 'diagnostics.title' }] },
  { label: 'nav.run', entries: [{ name: 'settings', label: 'settings.title' }, { name: 'credentials', label: 'credentials.title' }, { name: 'mailbox', label: 'mailbox.title' }, { name: 'audit', label: 'audit.title', needs: 'own' }, { name: 'administrators', label: 'administrators.title', needs: 'installation' }] },
];

const pages: Readonly<Record<string, (rest: string[]) => ComponentChildren>> = {
  '': () => <Overview />,
  courses: ([id]) => (id ? <Course key={id} id={id} /> : <Courses />),
  destinations: ([id]) => (id ? <Destination key={id} id={id} /> : <Destinations />),
  dispatches: ([id]) => (id ? <Dispatch key={id} id={id} /> : <Dispatches />),
  invitations: ([kind, id]) => (id && (kind === 'private' || kind === 'public') ? <Invitation key={id} kind={kind} id={id} /> : <Invitations />),
  registrations: ([id]) => (id ? <Registration key={id} id={id} /> : <Registrations />),
  learners: () => <Learners />,
  postbacks: () => <Postbacks />,
  reports: () => <Reports />,
  diagnostics: () => <Diagnostics />,
  credentials: () => <Credentials />,
  audit: () => <Audit />,
  mailbox: () => <Mailbox />,
  settings: () => <Settings />,
  administrators: () => <Administrators />,
  search: () => <Search />,
  account: () => <Account />,
};

function Nav({ current, onOpen, onClose }: { current: string; onOpen: () => void; onClose: () => void }) {
  const { application, session, may } = useSession();
  const isShown = ({ needs }: Entry) => !needs || (needs === 'installation' ? session.installation : may(needs));
  return (
    <nav id="nav" aria-label={say('nav.label')}>
      {application && <SearchBox onOpen={onOpen} onDone={onClose} />}
      {groups.map((group) => (
        <div key={group.label}>
          <h2 id={group.label}>{say(group.label)}</h2>
          <ul aria-labelledby={group.label}>
            {group.entries.filter(isShown).map(({ name, label }) => <li key={name}><a href={name ? `/console/${name}` : '/console'} aria-current={name === current ? 'page' : undefined} onClick={onClose}>{say(label)}</a></li>)}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function ApplicationSwitch() {
  const { session, application, choose } = useSession();
  if (session.applications.length < 2) return <span class="application">{application?.name || application?.id}</span>;
  return (
    <select class="application" aria-label={say('shell.application')} value={application?.id} onChange={(event) => { choose(event.currentTarget.value); tell(say('shell.switched')); }}>
      {session.applications.map(({ id, name }) => <option key={id} value={id} selected={id === application?.id}>{name || id}</option>)}
    </select>
  );
}

function Top({ open, onMenu }: { open: boolean; onMenu: () => void }) {
  const { session, renew } = useSession();
  const leave = () => signOut().catch(() => undefined).then(renew);
  return (
    <header class="top">
      <button type="button" class="menu quiet" aria-expanded={open} aria-controls="nav" onClick={onMenu}>{say('shell.menu')}</button>
      <a class="brand" href="/console">Courseway</a>
      <ApplicationSwitch />
      <span class="space" />
      <a class="who" href="/console/account">{session.administrator.name || session.administrator.email}</a>
      <button type="button" class="quiet" onClick={() => void leave()}>{say('shell.signout')}</button>
    </header>
  );
}

const Unknown = () => <Page title={say('unknown.title')} lead={say('unknown.lead')}><p><a href="/console">{say('unknown.back')}</a></p></Page>;
const NoApplication = () => <Page title={say('noapp.title')} lead={say('noapp.lead')}>{null}</Page>;
const withoutApplication = ['account', 'administrators', 'audit'];

/** Escape closes the menu of a narrow screen, and the focus goes back to its button. */
function useEscape(open: boolean, close: () => void): void {
  useLayoutEffect(() => {
    const look = (event: KeyboardEvent) => {
      if (!open || event.key !== 'Escape') return;
      close();
      document.querySelector<HTMLElement>('.menu')?.focus();
    };
    document.addEventListener('keydown', look);
    return () => document.removeEventListener('keydown', look);
  }, [open]);
}

/** What stands around every page: whose application, where to go, who is signed in. */
export function Shell() {
  const { path } = usePlace();
  const { application, session } = useSession();
  const [open, setOpen] = useState(false);
  const [name = '', ...rest] = partsOf(path);
  useEffect(() => setOpen(false), [path]);
  useEscape(open, () => setOpen(false));
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
  return (
    <>
      <a class="skip" href="#main">{say('shell.skip')}</a>
      <Top open={open} onMenu={() => setOpen(!open)} />
      <div class={open ? 'frame open' : 'frame'}>
        <Nav current={name} onOpen={() => setOpen(true)} onClose={() => setOpen(false)} />
        <main id="main" tabIndex={-1}>
          {!page ? <Unknown /> : application || withoutApplication.includes(name) ? page(rest) : <NoApplication />}
          <footer class="soft small">Courseway {session.version}</footer>
        </main>
      </div>
    </>
  );
}
