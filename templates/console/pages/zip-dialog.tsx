import { Dialog } from '../kit/dialog';
import { download } from '../kit/download';
import { Check, Form, Select } from '../kit/form';
import { say, sayWord } from '../kit/texts';
import { tell } from '../kit/toast';

const formats = ['SCORM_12', 'SCORM_2004_3RD', 'SCORM_2004_4TH', 'AICC', 'CMI5', 'LINK', 'LTI_11', 'LTI_13'] as const;

/** The package to import into an LMS, in any format. */
export function ZipDialog({ at, name, mayTest = false, onClose, onDone }: { at: string; name: string; mayTest?: boolean; onClose: () => void; onDone?: () => void }) {
  return (
    <Dialog title={say('zip.title')} onClose={onClose}>
      <Form act={say('zip.act')} onCancel={onClose} onSubmit={async (values) => {
        await download(at, { type: values.text('type'), ...(values.flag('test') && { test: true }) }, name);
        tell(say('zip.done'));
        onClose();
        onDone?.();
      }}>
        <Select name="type" label={say('zip.format')} hint={say('zip.format.hint')} value="SCORM_12" options={formats.map((value) => ({ value, label: sayWord(value) }))} />
        {mayTest && <Check name="test" label={say('zip.test')} hint={say('zip.test.hint')} />}
      </Form>
    </Dialog>
  );
}
