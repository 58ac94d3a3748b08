import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call, Problem } from '../kit/api';
import { Field, Form, type Values } from '../kit/form';
import { ProblemBox } from '../kit/loading';
import { say, type TextKey } from '../kit/texts';
import type { Session, WaysIn } from '../session';

interface Entering {
  onSession: (session: Session) => void;
}

function DoorPage({ title, lead, children }: { title: string; lead?: string; children: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} – Courseway`;
  }, [title]);
  return (
    <main class="door">
      <p class="brand">Courseway</p>
      <h1>{title}</h1>
      {lead && <p class="soft">{lead}</p>}
      {children}
    </main>
  );
}

/** Where a second step is on, its code is asked for and nothing is said to be wrong. */
async function orAskCode(isAsked: boolean, ask: (on: boolean) => void, enter: () => Promise<void>): Promise<void> {
  try {
    await enter();
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.code !== 'totp-required' || isAsked) throw fault;
    ask(true);
  }
}

const refusals: Readonly<Record<string, TextKey>> = {
  'provider-off': 'refused.off', 'provider-unreachable': 'refused.unreachable', 'provider-declined': 'refused.declined', 'provider-refused': 'refused.invalid', 'provider-stale': 'refused.stale', 'provider-email': 'refused.email',
  'provider-no-access': 'refused.access', 'provider-taken': 'refused.taken', 'sign-in-locked': 'refused.locked',
};

/** Why somebody who was at the provider is here again. The words are ours: anybody can make such an address. */
export function refusalIn(query: URLSearchParams): Problem | undefined {
  const code = query.get('refused') ?? '';
  const reference = /^[a-z0-9]{1,64}$/.exec(query.get('reference') ?? '')?.[0];
  if (!/^[a-z-]{1,40}$/.test(code)) return undefined;
  return new Problem(0, code, say(Object.hasOwn(refusals, code) ? (refusals[code] ?? 'refused.other') : 'refused.other'), reference);
}

/** Mail address and password; the code of the second step is asked for when it is needed. */
function PasswordForm({ onSession }: Entering) {
  const [asksCode, setAsksCode] = useState(false);
  const enter = (values: Values) => {
    const code = values.some('code');
    return orAskCode(asksCode, setAsksCode, async () => onSession(await call<Session>('POST', '/console/api/sign-in', { email: values.text('email'), password: values.text('password'), ...(code && { code: code.replace(/\s/g, '') }) })));
  };
  return (
    <Form onSubmit={enter} act={say('signin.act')}>
      <Field name="email" label={say('field.email')} type="email" autocomplete="username" required />
      <Field name="password" label={say('field.password')} type="password" autocomplete="current-password" required />
      {asksCode && <CodeField />}
    </Form>
  );
}

/** By the provider where there is one, and by password. */
export function SignIn({ ways: { firstAdministrator, provider }, then, refusal, onSession }: Entering & { ways: WaysIn; then: string; refusal: Problem | undefined }) {
  return (
    <DoorPage title={say('signin.title')}>
      {refusal && <ProblemBox problem={refusal} />}
      {firstAdministrator && <p class="note">{say('signin.first')}</p>}
      {provider && <div class="buttons"><a class="button" rel="external" href={`/console/provider/sign-in?then=${encodeURIComponent(then)}`}>{say('signin.provider', { name: provider.name })}</a></div>}
      {provider?.passwords === 'owners' ? (
        <details class="more"><summary>{say('signin.owners')}</summary><PasswordForm onSession={onSession} /></details>
      ) : (
        <>{provider && <p class="or soft"><span>{say('signin.or')}</span></p>}<PasswordForm onSession={onSession} /></>
      )}
    </DoorPage>
  );
}

function CodeField() {
  useEffect(() => document.querySelector<HTMLInputElement>('input[name=code]')?.focus(), []);
  return <Field name="code" label={say('signin.code')} hint={say('signin.code.hint')} autocomplete="one-time-code" required />;
}

/** Both passwords are the same, or the second field says so. */
export function passwordIn(values: Values): string {
  const password = values.text('password');
  if (values.text('again') !== password) throw new Problem(0, 'password-differs', `again: ${say('password.differs')}`);
  return password;
}

export function NewPassword() {
  return (
    <>
      <Field name="password" label={say('password.new')} hint={say('password.hint')} type="password" autocomplete="new-password" required />
      <Field name="again" label={say('password.again')} type="password" autocomplete="new-password" required />
    </>
  );
}

/** The one-time link that is printed at the very first start. */
export function FirstAdministrator({ token, onSession }: Entering & { token: string }) {
  const make = async (values: Values) => onSession(await call<Session>('POST', '/console/api/first-administrator', { token, email: values.text('email'), name: values.text('name'), password: passwordIn(values) }));
  return (
    <DoorPage title={say('first.title')} lead={say('first.lead')}>
      <Form onSubmit={make} act={say('first.act')}>
        <Field name="name" label={say('field.name')} autocomplete="name" required />
        <Field name="email" label={say('field.email')} type="email" autocomplete="username" required />
        <NewPassword />
      </Form>
    </DoorPage>
  );
}

/** The one-time link by which an administrator sets a password. */
export function Invited({ token, onSession }: Entering & { token: string }) {
  const [asksCode, setAsksCode] = useState(false);
  const set = (values: Values) => {
    const code = values.some('code');
    return orAskCode(asksCode, setAsksCode, async () => onSession(await call<Session>('POST', '/console/api/invited', { token, password: passwordIn(values), ...(code && { code }) })));
  };
  return (
    <DoorPage title={say('invited.title')} lead={say('invited.lead')}>
      <Form onSubmit={set} act={say('invited.act')}><NewPassword />{asksCode && <CodeField />}</Form>
    </DoorPage>
  );
}
