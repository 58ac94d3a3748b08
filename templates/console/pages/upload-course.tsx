import { useEffect, useRef, useState } from 'preact/hooks';
import { read, path } from '../kit/api';
import { Dialog } from '../kit/dialog';
import { Check, Field, Form, type Values } from '../kit/form';
import { bytes, idFrom } from '../kit/format';
import { Progress } from '../kit/parts';
import { say, sayCount } from '../kit/texts';
import { upload } from '../kit/upload';
import type { CourseData } from './course-shapes';

interface ImportJob {
  status: 'RUNNING' | 'COMPLETE' | 'ERROR';
  message?: string;
  stage?: string;
  percent?: number;
  importResult?: { parserWarnings: string[]; course?: CourseData };
}
type State = { at: 'form' } | { at: 'sending'; share: number } | { at: 'importing'; job?: ImportJob } | { at: 'done'; job: ImportJob };

const mediaTypes: Readonly<Record<string, string>> = { pdf: 'application/pdf', mp3: 'audio/mpeg', mp4: 'video/mp4' };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const askEveryMs = 600;

function Done({ job, onClose }: { job: ImportJob; onClose: () => void }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus(), []);
  const { course, parserWarnings = [] } = job.importResult ?? {};
  const isGood = job.status === 'COMPLETE';
  return (
    <div>
      <h3 ref={ref} tabIndex={-1}>{isGood ? say('upload.done', { title: course?.title ?? '' }) : say('upload.failed')}</h3>
      {!isGood && <p class="problem">{job.message}</p>}
      {parserWarnings.length > 0 && <div class="note"><p>{sayCount('upload.warnings', parserWarnings.length)}</p><ul>{parserWarnings.map((warning) => <li key={warning}>{warning}</li>)}</ul></div>}
      <div class="buttons">
        {isGood && course && <a class="button" href={path`/console/courses/${course.id}`} onClick={onClose}>{say('upload.open')}</a>}
        <button type="button" class="minor" onClick={onClose}>{say('close')}</button>
      </div>
    </div>
  );
}

interface Props {
  file: File;
  /** For a new version of a course that is there. */
  courseId?: string | undefined;
  onClose: () => void;
  onImported: () => void;
}

/** Takes one file to the server, with its progress, and follows the import until it ends. */
export function UploadCourse({ file, courseId, onClose, onImported }: Props) {
  const [state, setState] = useState<State>({ at: 'form' });
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const follow = async (jobId: string) => {
    for (setState({ at: 'importing' }); !stop.current.signal.aborted; await pause(askEveryMs)) {
      const job = await read<ImportJob>(path`/courses/importJobs/${jobId}`);
      if (job.status !== 'RUNNING') return setState({ at: 'done', job });
      setState({ at: 'importing', job });
    }
  };
  const send = async (values: Values) => {
    const body = new FormData();
    body.append('file', file);
    const type = mediaTypes[file.name.split('.').pop()?.toLowerCase() ?? ''];
    const query = { courseId: courseId ?? values.text('courseId'), mayCreateNewVersion: courseId !== undefined || values.flag('version') };
    const onProgress = (share: number) => setState({ at: 'sending', share });
    setState({ at: 'sending', share: 0 });
    try {
      const { result } = await upload<{ result: string }>({ path: '/courses/importJobs/upload', query, body, onProgress, signal: stop.current.signal, headers: type ? { uploadedContentType: type } : {} });
      await follow(result);
      onImported();
    } catch (fault) {
      setState({ at: 'form' });
      throw fault;
    }
  };
  return (
    <Dialog title={courseId === undefined ? say('upload.title') : say('upload.version')} onClose={onClose}>
      <p class="soft">{file.name} · {bytes(file.size)}</p>
      {state.at === 'done' ? <Done job={state.job} onClose={onClose} /> : (
        <>
          <div hidden={state.at !== 'form'}>
            <Form act={say('upload.act')} onSubmit={send} onCancel={onClose}>
              {courseId === undefined ? <><Field name="courseId" label={say('upload.id')} hint={say('upload.id.hint')} value={idFrom(file.name)} maxlength={255} required /><Check name="version" label={say('upload.asversion')} hint={say('upload.asversion.hint')} /></> : <p>{say('upload.version.lead')}</p>}
            </Form>
          </div>
          {state.at === 'sending' && <><Progress label={say('upload.sending', { percent: Math.round(state.share * 100) })} value={Math.round(state.share * 100)} /><div class="buttons"><button type="button" class="minor" onClick={onClose}>{say('cancel')}</button></div></>}
          {state.at === 'importing' && <Progress label={say('upload.importing', { stage: state.job?.stage ?? '', percent: state.job?.percent ?? 0 })} value={state.job?.percent} />}
        </>
      )}
    </Dialog>
  );
}

/** Where a file is dropped or chosen. */
export function DropZone({ label, onFile }: { label: string; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => files?.[0] && onFile(files[0]);
  return (
    <label class={over ? 'drop over' : 'drop'} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files); }}>
      <span><strong>{label}</strong> <span class="soft">{say('drop.hint')}</span></span>
      <input type="file" accept=".zip,.pdf,.mp3,.mp4" onChange={(event) => { take(event.currentTarget.files); event.currentTarget.value = ''; }} />
    </label>
  );
}
