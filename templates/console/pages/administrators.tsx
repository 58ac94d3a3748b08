import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { ExportsOf } from '../kit/exports';
import { Check, Field, Form, Select, type Values } from '../kit/form';
import { moment } from '../kit/format';
import { Show, useLoad } from '../kit/loading';
import { Page, Section } from '../kit/parts';
import { say } from '../kit/texts';
import { tell } from '../kit/toast';
import { type Role, roles, useSession } from '../session';
import { SecretOnce } from './secret-once';

interface Administrator {
  id: string;
  email: string;
  name: string;
  installation: boolean;
  /** Has not chosen a password yet. */
  invited?: boolean;
  totp?: boolean;
  /** Has signed in by the provider. */
  linked?: boolean;
  /** The groups of the provider say what they may. */
  byGroups?: boolean;
  roles: Record<string, Role>;
  createdAt: string;
  lastSeenAt?: string | null;
}
interface Application {
  id: string;
  name: string;
  createdAt: string;
}

function RoleFields({ applications, of }: { applications: Application[]; of?: Administrator | undefined }) {
  return (
    <>
      <Check name="installation" label={say('administrators.installation')} hint={say('administrators.installation.hint')} checked={of?.installation} />
      <fieldset><legend>{say('administrators.roles')}</legend><p class="hint">{say('administrators.roles.hint')}</p>
        {applications.map(({ id, name }) => <Select key={id} name={`role ${id}`} label={name || id} value={of?.roles[id] ?? ''} options={[{ value: '', label: say('role.none') }, ...roles.map((role) => ({ value: role, label: say(`role.${role}`) }))]} />)}
      </fieldset>
    </>
  );
}

const rightsIn = (values: Values, applications: Application[]) => ({
  installation: values.flag('installation'), roles: Object.fromEntries(applications.flatMap(({ id }) => (values.text(`role ${id}`) ? [[id, values.text(`role ${id}`)]] : []))),
});

function Row({ one, applications, reload, onLink }: { one: Administrator; applications: Application[]; reload: () => void; onLink: (link: string) => void }) {
  const { session } = useSession();
  const at = path`/console/api/administrators/${one.id}`;
  const names = Object.entries(one.roles).map(([id, role]) => `${applications.find((application) => application.id === id)?.name ?? id}: ${say(`role.${role}`)}`);
  return (
    <tr>
      <th scope="row" class="main">{one.name}{one.invited && <span class="state warn">{say('administrators.invited')}</span>}{one.linked && <span class="state">{say(one.byGroups ? 'administrators.bygroups' : 'administrators.linked')}</span>}<span class="soft small id">{one.email}</span></th>
      <td data-head={say('account.rights')}>{one.installation ? say('account.installation') : names.join(', ') || '–'}</td>
      <td data-head={say('sessions.seen')}>{moment(one.lastSeenAt ?? undefined)}</td>
      <td class="acts">
        {!one.byGroups && <Opens label={say('edit')} kind="quiet">
          {(close) => <Dialog title={say('administrators.edit')} onClose={close}><Form act={say('save')} onCancel={close} onSubmit={async (values) => { await call('PUT', at, { name: values.text('name'), ...rightsIn(values, applications) }); close(); tell(say('saved')); reload(); }}><Field name="name" label={say('field.name')} value={one.name} required /><RoleFields applications={applications} of={one} /></Form></Dialog>}
        </Opens>}
        {!one.byGroups && one.id !== session.administrator.id && <Opens label={say('administrators.renew')} kind="quiet">{(close) => <Confirm title={say('administrators.renew.ask', { name: one.name || one.email })} act={say('administrators.renew')} onClose={close} onConfirm={async () => onLink((await call<{ link: string }>('POST', `${at}/link`)).link)}><p>{say('administrators.renew.body')}</p></Confirm>}</Opens>}
        {one.totp && one.id !== session.administrator.id && <Opens label={say('administrators.totp')} kind="quiet">{(close) => <Confirm title={say('administrators.totp.ask')} act={say('totp.off')} danger onClose={close} onConfirm={async () => { await call('PUT', at, { totp: false }); reload(); }}><p>{say('administrators.totp.body')}</p></Confirm>}</Opens>}
        {one.linked && !one.byGroups && one.id !== session.administrator.id && <Opens label={say('administrators.unlink')} kind="quiet">{(close) => <Confirm title={say('administrators.unlink.ask', { name: one.name || one.email })} act={say('administrators.unlink')} danger onClose={close} onConfirm={async () => { await call('PUT', at, { linked: false }); reload(); }}><p>{say('administrators.unlink.body')}</p></Confirm>}</Opens>}
        {one.id !== session.administrator.id && <Opens label={say('delete')} kind="quiet">{(close) => <Confirm title={say('administrators.delete', { name: one.name || one.email })} act={say('delete')} danger onClose={close} onConfirm={async () => { await call('DELETE', at); reload(); }}><p>{say('administrators.delete.body')}</p></Confirm>}</Opens>}
      </td>
    </tr>
  );
}

const columns = () => [
  { head: say('field.name'), value: (a: Administrator) => a.name }, { head: say('field.email'), value: (a: Administrator) => a.email }, { head: say('account.installation'), value: (a: Administrator) => a.installation },
  { head: say('account.rights'), value: (a: Administrator) => Object.entries(a.roles).map(([id, role]) => `${id}: ${role}`).join(', ') }, { head: say('sessions.seen'), value: (a: Administrator) => a.lastSeenAt },
];

function People({ applications }: { applications: Application[] }) {
  const found = useLoad((signal) => read<{ administrators: Administrator[] }>('/console/api/administrators', {}, signal), []);
  const [link, setLink] = useState<string>();
  const add = (close: () => void) => (
    <Dialog title={say('administrators.new')} onClose={close}>
      <Form act={say('administrators.create')} onCancel={close} onSubmit={async (values) => { const made = await call<{ id: string; link: string }>('POST', '/console/api/administrators', { name: values.text('name'), email: values.text('email'), ...rightsIn(values, applications) }); close(); setLink(made.link); found.reload(); }}>
        <Field name="name" label={say('field.name')} required /><Field name="email" label={say('field.email')} type="email" required /><RoleFields applications={applications} />
      </Form>
    </Dialog>
  );
  return (
    <Section title={say('administrators.people')} acts={<Opens label={say('administrators.new')} kind="">{add}</Opens>}>
      {link !== undefined && <SecretOnce title={say('administrators.link.title')} facts={[[say('administrators.link'), link]]} onClose={() => setLink(undefined)} />}
      <Show of={found}>
        {({ administrators }) => (
          <>
          <div class="bar"><ExportsOf what={say('administrators.people')} name="administrators" columns={columns()} rows={administrators} /></div>
          <div class="table"><table>
            <caption class="hidden">{say('administrators.people')}</caption>
            <thead><tr><th scope="col">{say('field.name')}</th><th scope="col">{say('account.rights')}</th><th scope="col">{say('sessions.seen')}</th><th scope="col"><span class="hidden">{say('acts')}</span></th></tr></thead>
            <tbody>{administrators.map((one) => <Row key={one.id} one={one} applications={applications} reload={found.reload} onLink={setLink} />)}</tbody>
          </table></div>
          </>
        )}
      </Show>
    </Section>
  );
}

function Applications({ applications, reload }: { applications: Application[]; reload: () => void }) {
  const { renew } = useSession();
  const [made, setMade] = useState<{ id: string; secret: string }>();
  const add = (close: () => void) => (
    <Dialog title={say('applications.new')} onClose={close}>
      <Form act={say('applications.create')} onCancel={close} onSubmit={async (values) => { setMade(await call('POST', '/console/api/applications', { name: values.text('name') })); close(); reload(); }}><Field name="name" label={say('field.name')} maxlength={255} required /></Form>
    </Dialog>
  );
  return (
    <Section title={say('applications.title')} hint={say('applications.hint')} acts={<Opens label={say('applications.new')}>{add}</Opens>}>
      {made && <SecretOnce title={say('applications.made')} facts={[[say('credentials.appid'), made.id], [say('credentials.secret'), made.secret]]} onClose={() => { setMade(undefined); void renew(); }} />}
      <ul class="rows">{applications.map(({ id, name, createdAt }) => <li key={id}><strong>{name || id}</strong> <code>{id}</code> <span class="soft small">{moment(createdAt)}</span></li>)}</ul>
    </Section>
  );
}

/** Who may sign in here, with what rights, and the applications there are. */
export function Administrators() {
  const { session } = useSession();
  const found = useLoad((signal) => read<{ applications: Application[] }>('/console/api/applications', {}, signal), []);
  if (!session.installation) return <Page title={say('administrators.title')} lead={say('administrators.only')}>{null}</Page>;
  return (
    <Page title={say('administrators.title')} lead={say('administrators.lead')}>
      <Show of={found}>{({ applications }) => <><People applications={applications} /><Applications applications={applications} reload={found.reload} /></>}</Show>
    </Page>
  );
}
