import { Field, MomentField, type Values } from '../kit/form';
import { say } from '../kit/texts';
import type { DestinationData, DispatchData } from './dispatch-shapes';

/** Caps, dates and warnings, which destinations and dispatches have alike. */
export function LicenceFields({ of }: { of?: DestinationData | DispatchData }) {
  return (
    <>
      <Field name="registrationCap" label={say('licence.registrations')} hint={say('licence.nolimit')} type="number" min={0} value={of?.registrationCap ?? 0} />
      <Field name="learnerCap" label={say('licence.learners')} hint={say('licence.nolimit')} type="number" min={0} value={of?.learnerCap ?? 0} />
      <MomentField name="startDate" label={say('licence.start')} hint={say('licence.zone')} value={of?.startDate} />
      <MomentField name="expirationDate" label={say('licence.end')} hint={say('licence.zone')} value={of?.expirationDate} />
      <Field name="accessDays" label={say('licence.days')} hint={say('licence.days.hint')} type="number" min={0} value={of?.accessDays ?? 0} />
      <Field name="warnAt" label={say('licence.warn')} hint={say('licence.warn.hint')} value={(of?.warnAt ?? []).join(', ')} />
    </>
  );
}

/** The fields above for the API; an emptied date is cleared. */
export const licenceIn = (values: Values) => ({
  registrationCap: values.number('registrationCap') ?? 0, learnerCap: values.number('learnerCap') ?? 0, accessDays: values.number('accessDays') ?? 0, startDate: values.moment('startDate') ?? 'none', expirationDate: values.moment('expirationDate') ?? 'none',
  warnAt: values.lines('warnAt').map(Number),
});
