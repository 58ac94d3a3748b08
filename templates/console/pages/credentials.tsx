import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { ExportsOf } from '../kit/exports';
import { Field, Form } from '../kit/form';
import { moment } from '../kit/format';
import { Show, useLoad } from '../kit/loading';
import { Copy, Page, Section, State } from '../kit/parts';
import { say } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import { SecretOnce } from './secret-once';

interface Credential {
  id: string;
  name?: string;
  credential?: string;
  status?: string;
  created?: string;
  updated?: string;
}

function Row({ at, one, reload }: { at: string; one: Credential; reload: () => void }) {
  const isActive = one.status === 'active';
  const here = `${at}/${encodeURIComponent(one.id)}`;
  return (
    <tr>
      <th scope="row" class="main">{one.name || say('credentials.unnamed')}<span class="soft small id">{one.id}</span></th>
      <td data-head={say('field.state')}><State word={isActive ? 'active' : 'inactive'} /></td>
      <td data-head={say('field.created')}>{moment(one.created)}</td>
      <td class="acts">
        <Opens label={say(isActive ? 'disable' : 'enable')} kind="quiet">{(close) => <Confirm title={say(isActive ? 'credentials.disable' : 'credentials.enable')} act={say(isActive ? 'disable' : 'enable')} danger={isActive} onClose={close} onConfirm={async () => { await call('PUT', here, { active: !isActive }); reload(); }}><p>{say('credentials.disable.body')}</p></Confirm>}</Opens>
        <Opens label={say('delete')} kind="quiet">{(close) => <Confirm title={say('credentials.delete')} act={say('delete')} danger onClose={close} onConfirm={async () => { await call('DELETE', here); reload(); }}><p>{say('credentials.delete.body')}</p></Confirm>}</Opens>
      </td>
    </tr>
  );
}

/** Without the secrets, which are shown once. */
const exported = ({ id, name, status, created, updated }: Credential) => ({ id, name, status, created, updated });
const columns = () => [
  { head: say('credentials.name'), value: (c: Credential) => c.name }, { head: say('field.id'), value: (c: Credential) => c.id }, { head: say('field.state'), value: (c: Credential) => c.status }, { head: say('field.created'), value: (c: Credential) => c.created },
];

function Keys({ applicationId }: { applicationId: string }) {
  const at = path`/appManagement/${applicationId}/credentials`;
  const found = useLoad((signal) => read<{ credentials: Credential[] }>(at, {}, signal), [at]);
  const [made, setMade] = useState<Credential>();
  const create = (close: () => void) => (
    <Dialog title={say('credentials.new')} onClose={close}>
      <Form act={say('credentials.create')} onCancel={close} onSubmit={async (values) => { setMade(await call<Credential>('POST', at, { name: values.text('name') })); close(); tell(say('credentials.made')); found.reload(); }}><Field name="name" label={say('credentials.name')} hint={say('credentials.name.hint')} maxlength={255} required /></Form>
    </Dialog>
  );
  return (
    <Section title={say('credentials.keys')} hint={say('credentials.hint')} acts={<Opens label={say('credentials.new')} kind="">{create}</Opens>}>
      {made && <SecretOnce title={say('credentials.made')} facts={[[say('credentials.appid'), applicationId], [say('credentials.secret'), made.credential ?? '']]} onClose={() => setMade(undefined)} />}
      <Show of={found}>
        {({ credentials }) => (
          <>
          <div class="bar"><ExportsOf what={say('credentials.keys')} name="credentials" columns={columns()} rows={credentials.map(exported)} /></div>
          <div class="table"><table>
            <caption class="hidden">{say('credentials.keys')}</caption>
            <thead><tr><th scope="col">{say('credentials.name')}</th><th scope="col">{say('field.state')}</th><th scope="col">{say('field.created')}</th><th scope="col"><span class="hidden">{say('acts')}</span></th></tr></thead>
            <tbody>{credentials.map((one) => <Row key={one.id} at={at} one={one} reload={found.reload} />)}</tbody>
          </table></div>
          </>
        )}
      </Show>
    </Section>
  );
}

/** How programs of this application sign in, for whoever may see it. */
export function Credentials() {
  const { application, may } = useSession();
  const id = application?.id ?? '';
  return (
    <Page title={say('credentials.title')} lead={say('credentials.lead')}>
      <Section title={say('credentials.how')}>
        <dl class="facts"><div><dt>{say('credentials.appid')}</dt><dd><code>{id}</code> <Copy text={id} /></dd></div><div><dt>{say('credentials.base')}</dt><dd><code>{location.origin}/api/v2</code> <Copy text={`${location.origin}/api/v2`} /></dd></div></dl>
        <p><a href="/docs" target="_blank" rel="noopener">{say('credentials.docs')}</a></p>
      </Section>
      {may('own') ? <Keys applicationId={id} /> : <p class="soft">{say('credentials.owners')}</p>}
    </Page>
  );
}
