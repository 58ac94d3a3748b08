import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { save } from '../kit/download';
import { Field, Form } from '../kit/form';
import { moment } from '../kit/format';
import { Show, useLoad } from '../kit/loading';
import { Copy, Facts, Page, Section } from '../kit/parts';
import { Qr } from '../kit/qr';
import { say } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import { NewPassword, passwordIn } from './sign-in';

interface SignedIn {
  id: string;
  current: boolean;
  createdAt: string;
  lastSeenAt: string;
  address?: string;
  browser?: string;
}

function ChangePassword({ onDone }: { onDone: () => void }) {
  const [turn, setTurn] = useState(0);
  return (
    <Form key={turn} act={say('account.password.act')} onSubmit={async (values) => {
      await call('POST', '/console/api/password', { current: values.text('current'), next: passwordIn(values) });
      setTurn(turn + 1);
      tell(say('account.password.done'));
      onDone();
    }}>
      <Field name="current" label={say('account.password.current')} type="password" autocomplete="current-password" required />
      <NewPassword />
    </Form>
  );
}

function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  return (
    <Dialog title={say('totp.codes')} onClose={onClose}>
      <p>{say('totp.codes.hint')}</p>
      <ul class="codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
      <div class="buttons">
        <button type="button" onClick={() => save(new Blob([codes.join('\n')], { type: 'text/plain' }), 'courseway-recovery-codes.txt')}>{say('totp.codes.save')}</button>
        <Copy text={codes.join('\n')} />
        <button type="button" class="minor" onClick={onClose}>{say('totp.codes.kept')}</button>
      </div>
    </Dialog>
  );
}

function SetUpTotp({ onClose, onCodes }: { onClose: () => void; onCodes: (codes: string[]) => void }) {
  const offer = useLoad(() => call<{ secret: string; uri: string }>('POST', '/console/api/totp'), []);
  return (
    <Dialog title={say('totp.setup')} onClose={onClose}>
      <Show of={offer}>
        {({ secret, uri }) => (
          <>
            <p>{say('totp.scan')}</p>
            <Qr text={uri} label={say('totp.qr')} />
            <p>{say('totp.secret')} <code class="secret">{secret}</code> <Copy text={secret} /></p>
            <Form act={say('totp.on')} onCancel={onClose} onSubmit={async (values) => onCodes((await call<{ recoveryCodes: string[] }>('PUT', '/console/api/totp', { code: values.text('code').replace(/\s/g, '') })).recoveryCodes)}>
              <Field name="code" label={say('signin.code')} inputmode="numeric" autocomplete="one-time-code" required />
            </Form>
          </>
        )}
      </Show>
    </Dialog>
  );
}

function Totp() {
  const { session, renew } = useSession();
  const [codes, setCodes] = useState<string[]>();
  const isOn = session.administrator.totp;
  return (
    <Section title={say('totp.title')} hint={say(isOn ? 'totp.is.on' : 'totp.is.off')}>
      {codes && <RecoveryCodes codes={codes} onClose={() => { setCodes(undefined); void renew(); }} />}
      {isOn ? (
        <Opens label={say('totp.off')}>
          {(close) => (
            <Dialog title={say('totp.off')} onClose={close}>
              <Form act={say('totp.off')} danger onCancel={close} onSubmit={async (values) => { await call('DELETE', '/console/api/totp', { password: values.text('password') }); close(); await renew(); }}>
                <Field name="password" label={say('field.password')} type="password" autocomplete="current-password" required />
              </Form>
            </Dialog>
          )}
        </Opens>
      ) : (
        <Opens label={say('totp.setup')} kind="">{(close) => <SetUpTotp onClose={close} onCodes={(made) => { setCodes(made); close(); }} />}</Opens>
      )}
    </Section>
  );
}

/** `Chrome 156, Linux` out of what a browser says of itself. */
function browserIn(agent: string | undefined): string {
  const [, name = '', version = ''] = /(Firefox|Edg|OPR|Chrome|Version)\/(\d+)/.exec(agent?.replace(/Chrome\/\S+(?=.*(Edg|OPR)\/)/, '') ?? '') ?? [];
  const known: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' };
  const system = /Windows|Android|iPhone|iPad|Macintosh|Linux/.exec(agent ?? '')?.[0];
  return name ? [`${known[name] ?? name} ${version}`, system].filter(Boolean).join(', ') : agent?.slice(0, 60) || '–';
}

function Sessions({ sessions, reload }: { sessions: SignedIn[]; reload: () => void }) {
  return (
    <div class="table">
      <table>
        <caption class="hidden">{say('sessions.title')}</caption>
        <thead><tr><th scope="col">{say('sessions.browser')}</th><th scope="col">{say('sessions.address')}</th><th scope="col">{say('sessions.since')}</th><th scope="col">{say('sessions.seen')}</th><th scope="col"><span class="hidden">{say('acts')}</span></th></tr></thead>
        <tbody>
          {sessions.map((one) => (
            <tr key={one.id}>
              <th scope="row" class="main">{browserIn(one.browser)}{one.current && <span class="state good">{say('sessions.current')}</span>}</th>
              <td data-head={say('sessions.address')}>{one.address || '–'}</td>
              <td data-head={say('sessions.since')}>{moment(one.createdAt)}</td>
              <td data-head={say('sessions.seen')}>{moment(one.lastSeenAt)}</td>
              <td class="acts">{!one.current && <Opens label={say('sessions.end')} kind="quiet">{(close) => <Confirm title={say('sessions.end.ask')} act={say('sessions.end')} danger onClose={close} onConfirm={async () => { await call('DELETE', path`/console/api/sessions/${one.id}`); reload(); }}><p>{browserIn(one.browser)} · {one.address}</p></Confirm>}</Opens>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Rename({ onClose }: { onClose: () => void }) {
  const { session, renew } = useSession();
  return (
    <Dialog title={say('account.rename')} onClose={onClose}>
      <Form act={say('save')} onCancel={onClose} onSubmit={async (values) => { await call('PUT', '/console/api/account', { name: values.text('name') }); onClose(); await renew(); tell(say('saved')); }}><Field name="name" label={say('field.name')} value={session.administrator.name} autocomplete="name" maxlength={255} required /></Form>
    </Dialog>
  );
}

export function Account() {
  const { session } = useSession();
  const sessions = useLoad((signal) => read<{ sessions: SignedIn[] }>('/console/api/sessions', {}, signal), []);
  return (
    <Page title={say('account.title')}>
      <Section title={say('account.you')} acts={<Opens label={say('account.rename')}>{(close) => <Rename onClose={close} />}</Opens>}><Facts facts={[[say('field.name'), session.administrator.name], [say('field.email'), session.administrator.email], [say('account.rights'), session.installation ? say('account.installation') : session.applications.map(({ name, role }) => `${name}: ${say(`role.${role}`)}`).join(', ')]]} /></Section>
      {session.administrator.password ? <><Section title={say('account.password')} hint={say('account.password.hint')}><ChangePassword onDone={sessions.reload} /></Section><Totp /></> : <Section title={say('account.password')}><p class="soft">{say('account.password.none')}</p></Section>}
      <Section title={say('sessions.title')}><Show of={sessions}>{(data) => <Sessions sessions={data.sessions} reload={sessions.reload} />}</Show></Section>
    </Page>
  );
}
