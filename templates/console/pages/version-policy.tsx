import { useState } from 'preact/hooks';
import { call, path, read } from '../kit/api';
import { Confirm, Dialog, Opens } from '../kit/dialog';
import { Field, Form, Select } from '../kit/form';
import { Show, useLoad } from '../kit/loading';
import { Section } from '../kit/parts';
import { say } from '../kit/texts';
import { tell } from '../kit/toast';
import { useSession } from '../session';
import type { CourseData } from './course-shapes';

interface Policy {
  mode: 'latest' | 'pinned' | 'share';
  version?: number;
  newestPercent?: number;
}

function Change({ id, policy, versions, onDone, onClose }: { id: string; policy: Policy; versions: CourseData[]; onDone: () => void; onClose: () => void }) {
  const [mode, setMode] = useState<string>(policy.mode);
  return (
    <Dialog title={say('version.change')} onClose={onClose}>
      <Form act={say('save')} onCancel={onClose} onSubmit={async (values) => {
        await call('PUT', path`/dispatch/dispatches/${id}/versionPolicy`, { mode, ...(mode !== 'latest' && { version: values.number('version') }), ...(mode === 'share' && { newestPercent: values.number('newestPercent') }) });
        onClose();
        tell(say('saved'));
        onDone();
      }}>
        <Select name="mode" label={say('version.mode')} value={policy.mode} onChange={setMode} options={(['latest', 'pinned', 'share'] as const).map((value) => ({ value, label: say(`version.${value}`) }))} />
        {mode !== 'latest' && <Select name="version" label={say(mode === 'share' ? 'version.rest' : 'version.which')} value={String(policy.version ?? versions.at(-1)?.version ?? 0)} options={versions.map(({ version, title }) => ({ value: String(version), label: `${version} – ${title ?? ''}` }))} />}
        {mode === 'share' && <Field name="newestPercent" label={say('version.percent')} type="number" min={0} max={100} value={policy.newestPercent ?? 10} required />}
      </Form>
    </Dialog>
  );
}

const inWords = ({ mode, version = 0, newestPercent = 0 }: Policy): string => say(mode === 'latest' ? 'version.is.latest' : mode === 'pinned' ? 'version.is.pinned' : 'version.is.share', { version, percent: newestPercent });

/** Which version new registrations get, and the way back to the one before. */
export function VersionPolicy({ id, courseId }: { id: string; courseId: string }) {
  const { may } = useSession();
  const policy = useLoad((signal) => read<Policy>(path`/dispatch/dispatches/${id}/versionPolicy`, {}, signal), [id]);
  const versions = useLoad((signal) => read<{ courses: CourseData[] }>(path`/courses/${courseId}/versions`, {}, signal), [courseId]);
  const rollBack = async () => { await call('POST', path`/dispatch/dispatches/${id}/rollback`); tell(say('version.rolledback')); policy.reload(); };
  return (
    <Section title={say('version.title')}>
      <Show of={policy}>
        {(now) => (
          <>
            <p>{inWords(now)}</p>
            {may('write') && (
              <div class="buttons">
                <Opens label={say('version.change')}>{(close) => <Change id={id} policy={now} versions={versions.data?.courses ?? []} onDone={policy.reload} onClose={close} />}</Opens>
                <Opens label={say('version.rollback')}>{(close) => <Confirm title={say('version.rollback.ask')} act={say('version.rollback')} onClose={close} onConfirm={rollBack}><p>{say('version.rollback.body')}</p></Confirm>}</Opens>
              </div>
            )}
          </>
        )}
      </Show>
    </Section>
  );
}
