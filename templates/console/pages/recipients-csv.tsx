import { useState } from 'preact/hooks';
import { path } from '../kit/api';
import { Dialog } from '../kit/dialog';
import { csvOf, save } from '../kit/download';
import { FileField, Form } from '../kit/form';
import { number } from '../kit/format';
import { ProblemBox, useAction } from '../kit/loading';
import { Facts, Progress } from '../kit/parts';
import { say, sayCount } from '../kit/texts';
import { tell } from '../kit/toast';
import { upload } from '../kit/upload';

interface Taken {
  rows: number;
  accepted: number;
  known: number;
  bad: number;
  errors: { row: number; address: string; message: string }[];
}
const shownErrors = 20;

function Verdict({ taken }: { taken: Taken }) {
  return (
    <>
      <Facts facts={[[say('csv.rows'), number(taken.rows)], [say('csv.accepted'), number(taken.accepted)], [say('csv.known'), number(taken.known)], [say('csv.bad'), number(taken.bad)]]} />
      {taken.errors.length > 0 && (
        <div class="note">
          <p>{sayCount('csv.errors', taken.bad)}</p>
          <ul>{taken.errors.slice(0, shownErrors).map((error) => <li key={error.row}>{say('csv.error', { row: error.row, address: error.address, message: error.message })}</li>)}</ul>
          <button type="button" class="minor" onClick={() => save(csvOf([['row', 'address', 'message'], ...taken.errors.map(({ row, address, message }) => [row, address, message])]), 'row-errors.csv')}>{say('csv.errors.save')}</button>
        </div>
      )}
    </>
  );
}

/** People out of a file: looked through first, invited when the count is right. */
export function RecipientsCsv({ id, onClose, onDone }: { id: string; onClose: () => void; onDone: () => void }) {
  const [file, setFile] = useState<File>();
  const [taken, setTaken] = useState<Taken>();
  const [share, setShare] = useState<number>();
  const { run, busy, problem } = useAction();
  const send = async (chosen: File, dryRun: boolean) => {
    const body = new FormData();
    body.append('file', chosen);
    try {
      return await upload<Taken>({ path: path`/invitations/private/${id}/recipients`, query: { dryRun }, body, onProgress: setShare });
    } finally {
      setShare(undefined);
    }
  };
  const check = async (chosen: File | undefined) => {
    if (!chosen) return;
    setFile(chosen);
    setTaken(await send(chosen, true));
  };
  const invite = () => file && run(async () => {
    const done = await send(file, false);
    tell(sayCount('csv.done', done.accepted));
    onClose();
    onDone();
  });
  return (
    <Dialog title={say('csv.title')} onClose={onClose}>
      <p class="soft">{say('csv.hint')}</p>
      <Form act={say('csv.check')} kind={taken && taken.accepted > 0 ? 'minor' : ''} onSubmit={(values) => check(values.file('file'))} onCancel={onClose}><FileField name="file" label={say('csv.file')} accept=".csv,text/csv" required /></Form>
      {share !== undefined && <Progress label={say('csv.sending', { percent: Math.round(share * 100) })} value={Math.round(share * 100)} />}
      <div role="status" class="verdict">{taken && <Verdict taken={taken} />}</div>
      {problem && <ProblemBox problem={problem} />}
      {taken && taken.accepted > 0 && <div class="buttons"><button type="button" disabled={busy} onClick={() => void invite()}>{sayCount('csv.invite', taken.accepted)}</button></div>}
    </Dialog>
  );
}
