import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { onSignedOut, type Problem, speakFor } from './kit/api';
import { asProblem, ProblemBox } from './kit/loading';
import { go, usePlace } from './kit/router';
import { say } from './kit/texts';
import { Toasts } from './kit/toast';
import { FirstAdministrator, Invited, refusalIn, SignIn } from './pages/sign-in';
import { chosenApplication, keepChoice, readSession, rightsIn, type Session, SessionProvider, type WaysIn } from './session';
import { Shell } from './shell';

type State = { session?: Session; ways?: WaysIn; problem?: Problem };
const signInPath = '/console/sign-in';
/** Only pages of our own are gone back to. */
const wayBack = (then: string | null): string => (then && /^\/console(\/|$|\?)/.test(then) && !then.startsWith(signInPath) ? then : '/console');

function Door({ path, query, ways, onSession }: { path: string; query: URLSearchParams; ways: WaysIn; onSession: (session: Session) => void }) {
  const then = query.get('then');
  const [, kind, token = ''] = /^\/console\/(first|invited)\/(.+)$/.exec(path) ?? [];
  useEffect(() => {
    if (!kind && path !== signInPath) go(`${signInPath}?then=${encodeURIComponent(location.pathname + location.search)}`, { replace: true });
  }, [path, kind]);
  const enter = (session: Session) => {
    onSession(session);
    go(wayBack(then), { replace: true });
  };
  if (kind === 'first') return <FirstAdministrator token={token} onSession={enter} />;
  if (kind === 'invited') return <Invited token={token} onSession={enter} />;
  return <SignIn ways={ways} then={wayBack(then)} refusal={refusalIn(query)} onSession={enter} />;
}

function App() {
  const { path, query } = usePlace();
  const [state, setState] = useState<State>();
  const [application, setApplication] = useState('');
  const take = (session: Session) => {
    const chosen = chosenApplication(session);
    speakFor(session.token, chosen);
    setApplication(chosen);
    setState({ session });
  };
  const renew = () => readSession().then((found) => ('token' in found ? take(found) : setState({ ways: found })), (fault) => setState({ problem: asProblem(fault) }));
  useEffect(() => {
    onSignedOut(() => {
      speakFor('', '');
      void renew();
    });
    void renew();
  }, []);
  const { session } = state ?? {};
  useEffect(() => {
    if (session && path === signInPath) go(wayBack(query.get('then')), { replace: true });
  }, [session, path]);
  if (!state) return <main class="door"><p class="soft loading" role="status">{say('loading')}</p></main>;
  if (state.problem) return <main class="door"><h1>Courseway</h1><ProblemBox problem={state.problem} retry={() => void renew()} /></main>;
  const isLink = /^\/console\/(first|invited)\//.test(path);
  if (!session || isLink) return <Door path={path} query={query} ways={state.ways ?? { firstAdministrator: false }} onSession={take} />;
  const choose = (id: string) => {
    keepChoice(id);
    speakFor(session.token, id);
    setApplication(id);
    go('/console');
  };
  const known = { session, application: session.applications.find(({ id }) => id === application), may: rightsIn(session, application), choose, renew };
  return <SessionProvider value={known}><Shell key={application} /><Toasts /></SessionProvider>;
}

const place = document.getElementById('app');
if (place) render(<App />, place);
