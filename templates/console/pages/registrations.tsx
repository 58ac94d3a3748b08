import { call, path } from '../kit/api';
import { Dialog, Opens } from '../kit/dialog';
import { Field, Form } from '../kit/form';
import { Page } from '../kit/parts';
import { go, usePlace } from '../kit/router';
import { say } from '../kit/texts';
import { useSession } from '../session';
import { CourseField } from './pickers';
import { RegistrationList } from './registration-list';

function New({ courseId, onClose }: { courseId: string | undefined; onClose: () => void }) {
  return (
    <Dialog title={say('registration.new')} onClose={onClose} wide>
      <Form act={say('registration.create')} onCancel={onClose} onSubmit={async (values) => {
        const learnerId = values.text('learnerId');
        const registrationId = values.some('registrationId') ?? `${values.text('courseId')}--${learnerId}`.slice(0, 255);
        await call('POST', '/registrations', { registrationId, courseId: values.text('courseId'), learner: { id: learnerId, email: values.some('email'), firstName: values.some('firstName'), lastName: values.some('lastName') } });
        onClose();
        go(path`/console/registrations/${registrationId}`);
      }}>
        <div class="grid">
          <CourseField value={courseId} /><Field name="learnerId" label={say('learners.id')} hint={say('registration.learner.hint')} maxlength={255} required />
          <Field name="firstName" label={say('field.firstname')} /><Field name="lastName" label={say('field.lastname')} /><Field name="email" label={say('field.email')} type="email" /><Field name="registrationId" label={say('registrations.id')} hint={say('registration.id.hint')} maxlength={255} />
        </div>
      </Form>
    </Dialog>
  );
}

export function Registrations() {
  const { query } = usePlace();
  const { may } = useSession();
  const courseId = query.get('courseId') ?? undefined;
  return (
    <Page title={say('registrations.title')} lead={courseId ? say('registrations.of', { course: courseId }) : say('registrations.lead')} acts={may('send') && <Opens label={say('registration.new')} kind="">{(close) => <New courseId={courseId} onClose={close} />}</Opens>}>
      {courseId && <p><a href="/console/registrations">{say('registrations.all')}</a></p>}
      <RegistrationList key={courseId} query={{ courseId }} empty={<p>{say('registrations.empty')}</p>} />
    </Page>
  );
}
