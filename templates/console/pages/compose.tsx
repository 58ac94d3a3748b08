import { useState } from 'preact/hooks';
import { call, path } from '../kit/api';
import { Check, Field, Form, MomentField, More, Select, TextArea, type Values } from '../kit/form';
import { moment } from '../kit/format';
import { Page, Section } from '../kit/parts';
import { go } from '../kit/router';
import { say, sayWord } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import { MailPreview, placeholders } from './mail-preview';
import { CourseField, useCourseTitle } from './pickers';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const languages = ['', 'en', 'de', 'fr', 'es', 'ar', 'ja'];

/** What both kinds have: dates, language, limit. */
function CommonFields() {
  return (
    <>
      <MomentField name="dueDate" label={say('compose.due')} hint={say('compose.due.hint')} />
      <MomentField name="expirationDate" label={say('compose.expires')} hint={say('licence.zone')} />
      <Field name="daysToComplete" label={say('compose.days')} hint={say('compose.days.hint')} type="number" min={1} max={3660} />
      <Field name="registrationCap" label={say('compose.cap')} hint={say('licence.nolimit')} type="number" min={0} value={0} />
      <Select name="locale" label={say('compose.language')} options={languages.map((value) => ({ value, label: value ? sayWord(`lang.${value}`) : say('compose.language.auto') }))} />
      <Field name="timeZone" label={say('compose.zone')} value={zone} maxlength={64} />
      <Field name="tags" label={say('tags.field')} hint={say('tags.hint')} />
    </>
  );
}

const commonIn = (values: Values) => ({
  courseId: values.text('courseId'), creatingUserEmail: values.text('creatingUserEmail'), dueDate: values.moment('dueDate'), expirationDate: values.moment('expirationDate'), daysToComplete: values.number('daysToComplete'),
  registrationCap: values.number('registrationCap') ?? 0, locale: values.some('locale'), timeZone: values.some('timeZone'), tags: values.lines('tags'),
});

function SenderField() {
  const { session } = useSession();
  return <Field name="creatingUserEmail" label={say('compose.from')} hint={say('compose.from.hint')} type="email" value={session.administrator.email} required />;
}

/** A mail with a link of its own for everybody. Without addresses the invitation waits for a CSV. */
function ComposePrivate({ courseId }: { courseId: string | undefined }) {
  const { application } = useSession();
  const [mail, setMail] = useState({ subject: '', body: '', courseId: courseId ?? '', sender: '', due: '', expires: '' });
  const title = useCourseTitle(mail.courseId);
  const see = (values: Values) => setMail({ subject: values.text('subject'), body: values.text('body'), courseId: values.text('courseId'), sender: values.text('creatingUserEmail'), due: moment(values.moment('dueDate')), expires: moment(values.moment('expirationDate')) });
  const make = async (values: Values) => {
    const recipients = values.lines('addresses').map((email) => ({ email }));
    const made = await call<{ id: string }>('POST', '/invitations/private', {
      ...commonIn(values), invitationEmail: { subject: values.some('subject'), body: values.some('body') }, recipients, duplicateRegistrationOption: values.text('duplicateRegistrationOption'),
      sendDate: values.moment('sendDate'), reminders: values.flag('reminders'), consumeSeat: values.flag('atLaunch') ? 'launch' : 'send',
    });
    tell(say(recipients.length ? 'compose.sending' : 'compose.made'));
    go(path`/console/invitations/private/${made.id}`);
  };
  return (
    <div class="columns">
      <Section title={say('compose.write')}>
        <Form act={say('compose.act')} onSubmit={make} onInput={see} onCancel={() => go('/console/invitations')}>
          <div class="grid"><CourseField value={courseId} /><SenderField /></div>
          <Field name="subject" label={say('compose.subject')} hint={say('compose.subject.hint')} maxlength={1000} />
          <TextArea name="body" label={say('compose.body')} hint={say('compose.body.hint', { words: [...placeholders.map((word) => `[${word}]`), '[URL]', '[FIELD:…]'].join(' ') })} rows={8} />
          <TextArea name="addresses" label={say('compose.addresses')} hint={say('compose.addresses.hint')} rows={4} />
          <More label={say('compose.more')}>
            <CommonFields />
            <MomentField name="sendDate" label={say('compose.send')} hint={say('compose.send.hint')} />
            <Select name="duplicateRegistrationOption" label={say('compose.duplicates')} value="FAIL" options={(['FAIL', 'INSTANCE_EXISTING', 'SEND_EXISTING', 'CREATE_NEW'] as const).map((value) => ({ value, label: say(`compose.duplicates.${value}`) }))} />
            <Check name="reminders" label={say('compose.reminders')} hint={say('compose.reminders.hint')} />
            <Check name="atLaunch" label={say('compose.atlaunch')} checked />
          </More>
        </Form>
      </Section>
      <Section title={say('compose.preview')} hint={say('compose.preview.hint')}>
        <MailPreview subject={mail.subject} body={mail.body} sample={{ course: title || mail.courseId || say('courses.one'), sender: mail.sender, vendor: application?.name ?? '', due: mail.due, expires: mail.expires }} />
      </Section>
    </div>
  );
}

function ComposePublic({ courseId }: { courseId: string | undefined }) {
  const make = async (values: Values) => {
    const made = await call<{ id: string }>('POST', '/invitations/public', { ...commonIn(values), opensDate: values.moment('opensDate'), asksCode: values.flag('asksCode'), allowedDomains: values.lines('allowedDomains') });
    tell(say('compose.public.made'));
    go(path`/console/invitations/public/${made.id}`);
  };
  return (
    <Section title={say('compose.public')} hint={say('compose.public.hint')}>
      <Form act={say('compose.public.act')} onSubmit={make} onCancel={() => go('/console/invitations?part=public')}>
        <div class="grid"><CourseField value={courseId} /><SenderField /></div>
        <Check name="asksCode" label={say('compose.code')} hint={say('compose.code.hint')} />
        <Field name="allowedDomains" label={say('compose.domains')} hint={say('compose.domains.hint')} />
        <More label={say('compose.more')}><CommonFields /><MomentField name="opensDate" label={say('compose.opens')} hint={say('licence.zone')} /></More>
      </Form>
    </Section>
  );
}

export function Compose({ kind, courseId }: { kind: 'private' | 'public'; courseId: string | undefined }) {
  return (
    <Page title={say(kind === 'private' ? 'compose.title' : 'compose.public.title')} up={{ href: kind === 'private' ? '/console/invitations' : '/console/invitations?part=public', label: say('invitations.title') }}>
      {kind === 'private' ? <ComposePrivate courseId={courseId} /> : <ComposePublic courseId={courseId} />}
    </Page>
  );
}
