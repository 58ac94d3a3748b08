import { path } from '../kit/api';
import { moment } from '../kit/format';
import { type Column, List } from '../kit/list';
import { Copy, Page, Parts, State } from '../kit/parts';
import { usePlace } from '../kit/router';
import { say } from '../kit/texts';
import { useSession } from '../session';
import { Compose } from './compose';
import type { PrivateInvitation, PublicInvitation } from './invitation-shapes';
import { Suppressions } from './suppressions';

const filter = () => ({ label: say('invitations.find'), by: [{ value: 'course', label: say('courses.courseid'), param: 'courseId' }, { value: 'tags', label: say('tags.field'), param: 'tags' }, { value: 'invitation_id', label: say('field.id') }] });
const state = (one: PrivateInvitation | PublicInvitation) => (one.allowLaunch ? ('sending' in one && one.sending !== 'running' ? one.sending : 'allowNewRegistrations' in one && !one.allowNewRegistrations ? 'closed' : 'enabled') : 'disabled');

const privateColumns = (): Column<PrivateInvitation>[] => [
  { head: say('invitations.subject'), kind: 'main', value: (i) => i.invitationEmail.subject, cell: (i) => <><a href={path`/console/invitations/private/${i.id}`}>{i.invitationEmail.subject || say('invitations.standard')}</a><span class="soft small id">{i.id}</span></> },
  { head: say('field.id'), kind: 'export', value: (i) => i.id },
  { head: say('courses.course'), value: (i) => i.courseId, cell: (i) => <a href={path`/console/courses/${i.courseId}`}>{i.courseId}</a> },
  { head: say('field.state'), value: state, cell: (i) => <State word={state(i)} /> },
  { head: say('compose.due'), value: (i) => i.dueDate, cell: (i) => moment(i.dueDate) },
  { head: say('field.created'), value: (i) => i.createDate, cell: (i) => moment(i.createDate) },
];
const publicColumns = (): Column<PublicInvitation>[] => [
  { head: say('courses.course'), kind: 'main', value: (i) => i.courseId, cell: (i) => <><a href={path`/console/invitations/public/${i.id}`}>{i.courseId}</a><span class="soft small id">{i.id}</span></> },
  { head: say('field.id'), kind: 'export', value: (i) => i.id },
  { head: say('invitations.link'), value: (i) => i.url, cell: (i) => <Copy text={i.url} label={say('copy.link')} /> },
  { head: say('field.state'), value: state, cell: (i) => <State word={state(i)} /> },
  { head: say('compose.expires'), value: (i) => i.expirationDate, cell: (i) => moment(i.expirationDate) },
  { head: say('field.created'), value: (i) => i.createDate, cell: (i) => moment(i.createDate) },
];

export function Invitations() {
  const { query } = usePlace();
  const { may } = useSession();
  const [compose, part] = [query.get('compose'), query.get('part') ?? 'private'];
  if ((compose === 'private' || compose === 'public') && may('send')) return <Compose kind={compose} courseId={query.get('courseId') ?? undefined} />;
  const parts = [{ id: 'private', label: say('invitations.private') }, { id: 'public', label: say('invitations.public') }, { id: 'suppressions', label: say('suppressions.title') }];
  const acts = may('send') && <><a class="button" href="/console/invitations?compose=private">{say('invitations.compose')}</a><a class="button minor" href="/console/invitations?compose=public">{say('invitations.compose.public')}</a></>;
  const query_ = { orderBy: 'updated_desc' };
  return (
    <Page title={say('invitations.title')} lead={say('invitations.lead')} acts={acts}>
      <Parts label={say('parts')} base="/console/invitations" parts={parts} current={part} />
      {part === 'suppressions' ? <Suppressions /> : part === 'public'
        ? <List<PublicInvitation> key="public" caption={say('invitations.public')} path="/invitations/public" query={query_} of="invitations" fileName="public-invitations" keyOf={(i) => i.id} columns={publicColumns()} filter={filter()} empty={<p>{say('invitations.public.empty')}</p>} />
        : <List<PrivateInvitation> key="private" caption={say('invitations.private')} path="/invitations/private" query={query_} of="invitations" fileName="private-invitations" keyOf={(i) => i.id} columns={privateColumns()} filter={filter()} empty={<p>{say('invitations.private.empty')}</p>} />}
    </Page>
  );
}
