import type { ComponentChildren } from 'preact';
import { path, read } from '../kit/api';
import { moment, number } from '../kit/format';
import { Show, useLoad } from '../kit/loading';
import { Page, Section } from '../kit/parts';
import { say } from '../kit/texts';
import { useSession } from '../session';

interface Attention {
  failedImports: { jobId: string; courseId: string; message: string; endedAt: string }[];
  failingPostbacks: number;
  bounces: number;
  unconfirmed: number;
  /** Both are of dispatches. */
  capsNear: { id: string; used: number; cap: number }[];
  expiring: { id: string; expiresAt: string }[];
  registrations: { today: number; week: number };
  activeNow: number;
}

const Tile = ({ label, value, href, warns = false }: { label: string; value: number; href?: string; warns?: boolean }) => (
  <div class={warns && value > 0 ? 'warns' : ''}><dt>{label}</dt><dd>{href && value > 0 ? <a href={href}>{number(value)}</a> : number(value)}</dd></div>
);

function Items({ title, items }: { title: string; items: { key: string; shown: ComponentChildren }[] }) {
  if (!items.length) return null;
  return <Section title={title}><ul class="rows ends">{items.map(({ key, shown }) => <li key={key}>{shown}</li>)}</ul></Section>;
}

const DispatchLink = ({ id }: { id: string }) => <a href={path`/console/dispatches/${id}`}>{id}</a>;

/** What to do first where there is nothing yet. */
function Start() {
  const { may } = useSession();
  const courses = useLoad((signal) => read<{ courses: unknown[] }>('/courses', {}, signal), []);
  if (!courses.data || courses.data.courses.length || !may('write')) return null;
  return (
    <Section title={say('overview.start')}>
      <ol class="steps"><li><a href="/console/courses">{say('overview.start.course')}</a></li><li><a href="/console/destinations">{say('overview.start.destination')}</a></li><li><a href="/console/dispatches">{say('overview.start.dispatch')}</a></li><li><a href="/console/invitations?compose=private">{say('overview.start.invitation')}</a></li></ol>
    </Section>
  );
}

export function Overview() {
  const { application } = useSession();
  const found = useLoad((signal) => read<Attention>('/console/api/overview', {}, signal), [application?.id]);
  return (
    <Page title={say('overview.title')} lead={application?.name || application?.id || ''}>
      <Start />
      <Show of={found}>
        {(a) => (
          <>
            <dl class="tiles">
              <Tile label={say('overview.active')} value={a.activeNow} /><Tile label={say('overview.today')} value={a.registrations.today} href="/console/registrations" /><Tile label={say('overview.week')} value={a.registrations.week} href="/console/registrations" />
              <Tile label={say('overview.postbacks')} value={a.failingPostbacks} href="/console/postbacks?state=failed" warns /><Tile label={say('overview.bounces')} value={a.bounces} href="/console/invitations?part=suppressions" warns /><Tile label={say('overview.unconfirmed')} value={a.unconfirmed} href="/console/dispatches" warns />
            </dl>
            {!a.failedImports.length && !a.capsNear.length && !a.expiring.length && a.failingPostbacks + a.bounces + a.unconfirmed === 0 && <p class="card soft">{say('overview.calm')}</p>}
            <Items title={say('overview.imports')} items={a.failedImports.map(({ jobId, courseId, message, endedAt }) => ({ key: jobId, shown: <><span><strong>{courseId}</strong> <span class="error small">{message}</span></span> <span class="soft small">{moment(endedAt)}</span></> }))} />
            <Items title={say('overview.caps')} items={a.capsNear.map(({ id, used, cap }) => ({ key: id, shown: <><DispatchLink id={id} /> <span class="soft">{number(used)} / {number(cap)} <meter min={0} max={cap} high={cap * 0.9} optimum={0} value={used} aria-label={`${number(used)} / ${number(cap)}`} /></span></> }))} />
            <Items title={say('overview.expiring')} items={a.expiring.map(({ id, expiresAt }) => ({ key: id, shown: <><DispatchLink id={id} /> <span class="soft">{moment(expiresAt)}</span></> }))} />
          </>
        )}
      </Show>
    </Page>
  );
}
