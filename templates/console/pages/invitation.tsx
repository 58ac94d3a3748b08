import { useEffect, useRef, useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Dialog, Opens } from '../kit/dialog';
import { Field, Form, MomentField, TextArea } from '../kit/form';
import { moment, momentWithZone } from '../kit/format';
import { Act, Show, useLoad } from '../kit/loading';
import { Copy, Facts, Page, Progress, Section, State, Switch } from '../kit/parts';
import { Qr } from '../kit/qr';
import { TagsEditor } from '../kit/tags';
import { say, sayCount } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import { Used } from './used';
import { useCourseTitle } from './pickers';
import type { JobStatus, PrivateInvitation, PublicInvitation } from './invitation-shapes';
import { Recipients } from './recipients';
import { RecipientsCsv } from './recipients-csv';

type Either = PrivateInvitation | PublicInvitation;
interface Of {
  at: string;
  data: Either;
  reload: () => void;
}
const askEveryMs = 1500;

/** How the sending goes; asked again until it ends. `onEnd`: what it has done to people can be read now. */
function Sending({ at, turn, onEnd }: { at: string; turn: number; onEnd: () => void }) {
  const job = useLoad((signal) => read<JobStatus>(`${at}/jobStatus`, {}, signal), [at, turn]);
  const isAwaited = useRef(false);
  useEffect(() => {
    isAwaited.current ||= turn > 0;
  }, [turn]);
  useEffect(() => {
    if (!job.data) return;
    const isRunning = job.data.status === 'STARTED';
    if (isAwaited.current && !isRunning) onEnd();
    isAwaited.current = isRunning;
    if (!isRunning) return;
    const wait = setTimeout(job.reload, askEveryMs);
    return () => clearTimeout(wait);
  }, [job.data]);
  return (
    <Show of={job}>
      {({ status, total, processed, errors, errorCount = 0 }) => (
        <>
          {status === 'STARTED' ? <Progress label={say('invitation.sending', { processed, total })} value={total ? (processed / total) * 100 : undefined} /> : <p role="status"><State word={status} /> {sayCount('invitation.processed', processed)}</p>}
          {errorCount > 0 && <details class="note"><summary>{sayCount('invitation.errors', errorCount)}</summary><ul>{errors.map((error) => <li key={error}>{error}</li>)}</ul></details>}
        </>
      )}
    </Show>
  );
}

function FieldSwitch({ of, field }: { of: Of; field: 'allowLaunch' | 'allowNewRegistrations' }) {
  const { may } = useSession();
  const isOn = field === 'allowLaunch' ? of.data.allowLaunch : 'allowNewRegistrations' in of.data && of.data.allowNewRegistrations;
  const ask = { title: say(`invitation.${field}.${isOn ? 'off' : 'on'}`), act: say(isOn ? 'turn.off' : 'turn.on'), body: <p>{say(`invitation.${field}.body.${isOn ? 'off' : 'on'}`)}</p> };
  return <Switch label={say(`invitation.${field}`)} on={isOn} disabled={!may('send')} ask={ask} onTurn={async (on) => { await call('PUT', of.at, { [field]: on }); tell(say('saved')); of.reload(); }} />;
}

function Edit({ at, data, reload, onClose }: Of & { onClose: () => void }) {
  const isPrivate = 'sending' in data;
  return (
    <Dialog title={say('invitation.edit')} onClose={onClose} wide>
      <Form act={say('save')} onCancel={onClose} onSubmit={async (values) => {
        const mail = isPrivate && { invitationEmail: { subject: values.text('subject'), body: values.text('body') } };
        const days = values.number('daysToComplete');
        await call('PUT', at, { ...mail, expirationDate: values.moment('expirationDate') ?? 'none', dueDate: values.moment('dueDate') ?? 'none', registrationCap: values.number('registrationCap') ?? 0, ...(days && { daysToComplete: days }) });
        onClose();
        tell(say('saved'));
        reload();
      }}>
        {isPrivate && <><Field name="subject" label={say('compose.subject')} hint={say('invitation.subject.hint')} value={data.invitationEmail.subject} /><TextArea name="body" label={say('compose.body')} value={data.invitationEmail.body} rows={6} /></>}
        <div class="grid">
          <MomentField name="dueDate" label={say('compose.due')} value={data.dueDate} /><MomentField name="expirationDate" label={say('compose.expires')} hint={say('licence.zone')} value={data.expirationDate} />
          <Field name="daysToComplete" label={say('compose.days')} type="number" min={1} max={3660} value={data.daysToComplete} /><Field name="registrationCap" label={say('compose.cap')} hint={say('licence.nolimit')} type="number" min={0} value={data.registrationCap ?? 0} />
        </div>
      </Form>
    </Dialog>
  );
}

function PrivateParts({ of, id, turn, onTurn, onEnd }: { of: Of & { data: PrivateInvitation }; id: string; turn: number; onTurn: () => void; onEnd: () => void }) {
  const { may } = useSession();
  const { sending } = of.data;
  const change = async (to: 'running' | 'paused') => { await call('PUT', of.at, { sending: to }); tell(say('saved')); of.reload(); onTurn(); };
  const acts = may('send') && (
    <>
      {sending !== 'cancelled' && <Act label={say(sending === 'paused' ? 'invitation.resume' : 'invitation.pause')} act={() => change(sending === 'paused' ? 'running' : 'paused')} />}
      <Opens label={say('csv.act')}>{(close) => <RecipientsCsv id={id} onClose={close} onDone={onTurn} />}</Opens>
    </>
  );
  return <Section title={say('invitation.progress')} acts={acts}><Sending at={of.at} turn={turn} onEnd={onEnd} /></Section>;
}

const PublicLink = ({ data }: { data: PublicInvitation }) => (
  <Section title={say('invitations.link')} hint={say('invitation.link.hint')}>
    <p><code>{data.url}</code> <Copy text={data.url} /></p>
    <Qr text={data.url} label={say('invitation.qr')} />
  </Section>
);

function Summary(of: Of) {
  const { data, at } = of;
  const { may } = useSession();
  const isPublic = 'url' in data;
  return (
    <>
      <Section title={say('invitation.about')} acts={may('send') && <Opens label={say('edit')}>{(close) => <Edit {...of} onClose={close} />}</Opens>}>
        <Facts facts={[
          [say('field.id'), <code>{data.id}</code>], [say('courses.course'), <a href={path`/console/courses/${data.courseId}`}>{data.courseId}</a>], [say('compose.from'), data.creatingUserEmail], [say('registrations.title'), <Used used={data.registrationCount} cap={data.registrationCap} />],
          [say('compose.due'), momentWithZone(data.dueDate)], [say('compose.expires'), momentWithZone(data.expirationDate)], [say('field.created'), moment(data.createDate)], isPublic && data.allowedDomains?.length ? [say('compose.domains'), data.allowedDomains.join(', ')] : undefined,
        ]} />
        <div class="switches"><FieldSwitch of={of} field="allowLaunch" />{isPublic && <FieldSwitch of={of} field="allowNewRegistrations" />}</div>
      </Section>
      <Section title={say('tags.field')}><TagsEditor at={`${at.replace(/\/(private|public)\//, '/')}/tags`} mayChange={may('send')} /></Section>
    </>
  );
}

export function Invitation({ kind, id }: { kind: 'private' | 'public'; id: string }) {
  const at = `/invitations/${kind}/${encodeURIComponent(id)}`;
  const [turn, setTurn] = useState(0);
  const found = useLoad((signal) => read<Either>(at, { includeRegistrationCount: true }, signal), [at, turn]);
  const renew = () => setTurn((n) => n + 1);
  const [ends, setEnds] = useState(0);
  const course = useCourseTitle(found.data?.courseId ?? '') ?? found.data?.courseId;
  const subject = found.data && 'invitationEmail' in found.data ? found.data.invitationEmail?.subject : undefined;
  const title = subject || (course ? say(kind === 'private' ? 'invitation.to' : 'invitation.join', { course }) : id);
  return (
    <Page title={title} up={{ href: kind === 'private' ? '/console/invitations' : '/console/invitations?part=public', label: say('invitations.title') }}>
      <Show of={found}>
        {(data) => (
          <>
            {'sending' in data ? <PrivateParts of={{ at, data, reload: found.reload }} id={id} turn={turn} onTurn={renew} onEnd={() => setEnds((n) => n + 1)} /> : <PublicLink data={data} />}
            <Recipients at={at} isPrivate={kind === 'private'} turn={turn + ends} onTurn={renew} />
            <Summary at={at} data={data} reload={found.reload} />
          </>
        )}
      </Show>
    </Page>
  );
}
