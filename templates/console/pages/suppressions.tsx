import { useState } from 'preact/hooks';
import { call, path } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { Field, Form, Select } from '../kit/form';
import { moment } from '../kit/format';
import { type Column, List } from '../kit/list';
import { Section } from '../kit/parts';
import { say } from '../kit/texts';
import { useSession } from '../session';

interface Suppression {
  address: string;
  scope: 'all' | 'reminders';
  reason?: string;
  created?: string;
}

function Add({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  return (
    <Dialog title={say('suppressions.add')} onClose={onClose}>
      <Form act={say('suppressions.add')} onCancel={onClose} onSubmit={async (values) => { await call('PUT', path`/invitations/suppressions/${values.text('address')}`, { scope: values.text('scope'), reason: values.some('reason') }); onClose(); onDone(); }}>
        <Field name="address" label={say('field.email')} type="email" required />
        <Select name="scope" label={say('suppressions.scope')} value="all" options={(['all', 'reminders'] as const).map((value) => ({ value, label: say(`suppressions.${value}`) }))} />
        <Field name="reason" label={say('suppressions.reason')} maxlength={255} />
      </Form>
    </Dialog>
  );
}

/** Addresses that are not mailed: they asked, they bounced, or somebody entered them here. */
export function Suppressions() {
  const { may } = useSession();
  const [turn, setTurn] = useState(0);
  const renew = () => setTurn(turn + 1);
  const columns: Column<Suppression>[] = [
    { head: say('field.email'), kind: 'main', value: (s) => s.address, cell: (s) => s.address },
    { head: say('suppressions.scope'), value: (s) => s.scope, cell: (s) => say(`suppressions.${s.scope}`) },
    { head: say('suppressions.reason'), value: (s) => s.reason, cell: (s) => s.reason || '–' },
    { head: say('field.when'), value: (s) => s.created, cell: (s) => moment(s.created) },
    { head: say('acts'), kind: 'acts', cell: (s) => may('own') && <Opens label={say('suppressions.remove')} kind="quiet">{(close) => <Confirm title={say('suppressions.remove.ask', { address: s.address })} act={say('suppressions.remove')} onClose={close} onConfirm={async () => { await call('DELETE', path`/invitations/suppressions/${s.address}`); renew(); }} />}</Opens> },
  ];
  return (
    <Section title={say('suppressions.title')} hint={say('suppressions.hint')} acts={may('send') && <Opens label={say('suppressions.add')}>{(close) => <Add onDone={renew} onClose={close} />}</Opens>}>
      <List<Suppression> caption={say('suppressions.title')} path="/invitations/suppressions" of="suppressions" keyOf={(s) => s.address} columns={columns} turn={turn} empty={<p>{say('suppressions.empty')}</p>} />
    </Section>
  );
}
