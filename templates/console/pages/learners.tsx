import { useState } from 'preact/hooks';
import { answerOf, call, path } from '../kit/api';
import { Dialog, Opens } from '../kit/dialog';
import { Field, Form } from '../kit/form';
import { Copy, Page, Section } from '../kit/parts';
import { go, usePlace } from '../kit/router';
import { TagsEditor } from '../kit/tags';
import { say } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import { RegistrationList } from './registration-list';

function Rename({ id, onDone, onClose }: { id: string; onDone: () => void; onClose: () => void }) {
  return (
    <Dialog title={say('learner.rename')} onClose={onClose}>
      <p class="soft">{say('learner.rename.hint')}</p>
      <Form act={say('save')} onCancel={onClose} onSubmit={async (values) => { await call('POST', path`/learner/${id}/updateInfo`, { firstName: values.some('firstName'), lastName: values.some('lastName'), email: values.some('email') }); onClose(); tell(say('saved')); onDone(); }}>
        <Field name="firstName" label={say('field.firstname')} /><Field name="lastName" label={say('field.lastname')} /><Field name="email" label={say('field.email')} type="email" />
      </Form>
    </Dialog>
  );
}

/** Erases everything and keeps the receipt on the screen until it is put away. */
function Erase({ id, onDone, onClose }: { id: string; onDone: () => void; onClose: () => void }) {
  const { session } = useSession();
  const [receipt, setReceipt] = useState<string>();
  const end = () => { onClose(); onDone(); };
  return (
    <Dialog title={say('learner.erase.ask', { id })} onClose={receipt === undefined ? onClose : end}>
      {receipt !== undefined ? (
        <div role="status"><p>{say('learner.erased')}</p><p>{say('learner.receipt')} <code>{receipt}</code> <Copy text={receipt} /></p><div class="buttons"><button type="button" onClick={end}>{say('close')}</button></div></div>
      ) : (
        <Form act={say('learner.erase')} danger onCancel={onClose} onSubmit={async (values) => setReceipt((await answerOf('POST', path`/learner/${id}/delete-information`, { userEmail: values.text('userEmail') })).headers.get('x-erasure-receipt') ?? '')}>
          <p>{say('learner.erase.body')}</p>
          <Field name="userEmail" label={say('learner.erase.mail')} type="email" value={session.administrator.email} required />
        </Form>
      )}
    </Dialog>
  );
}

function Learner({ id }: { id: string }) {
  const { may } = useSession();
  const [turn, setTurn] = useState(0);
  const renew = () => setTurn(turn + 1);
  return (
    <>
      <Section title={id} acts={<>{may('own') && <Opens label={say('learner.rename')}>{(close) => <Rename id={id} onDone={renew} onClose={close} />}</Opens>}{may('own') && <Opens label={say('learner.erase')} kind="danger">{(close) => <Erase id={id} onDone={renew} onClose={close} />}</Opens>}</>}>
        <h3>{say('tags.field')}</h3>
        <TagsEditor at={path`/learner/${id}/tags`} mayChange={may('own')} />
      </Section>
      <Section title={say('registrations.title')}><RegistrationList query={{ learnerId: id }} turn={turn} empty={<p>{say('learner.none')}</p>} /></Section>
    </>
  );
}

export function Learners() {
  const { query } = usePlace();
  const id = query.get('id');
  return (
    <Page title={say('learners.title')} lead={say('learners.lead')}>
      <div class="inline"><Form key={id} act={say('learners.show')} onSubmit={async (values) => go(`/console/learners?id=${encodeURIComponent(values.text('learnerId'))}`)}><Field name="learnerId" label={say('learners.id')} hint={say('learners.hint')} value={id ?? ''} required /></Form></div>
      {id && <Learner key={id} id={id} />}
    </Page>
  );
}
