import { CallLog } from './call-log';
import { RecordView } from './record-view';
import { type CmiRecord, openRecord, Scorm12Runtime } from './scorm12-runtime';

interface Course {
  id: string;
  title: string;
  launch: string;
}
interface Learner {
  id: string;
  name: string;
}

const element = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const chosen = (id: string): string => element<HTMLSelectElement>(id).value;
const isOn = (id: string): boolean => element<HTMLInputElement>(id).checked;
const say = (id: string, text: string): void => {
  element(id).textContent = text;
};

/** What this LMS keeps lives in the browser: records by course and learner, and learners added by hand. */
const memory = {
  read: <T>(key: string): T | undefined => JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined,
  write: (key: string, value: unknown): void => localStorage.setItem(key, JSON.stringify(value)),
};

const learners: Learner[] = [
  { id: 'anna.becker', name: 'Becker, Anna' }, { id: 'bilal.haddad', name: 'Haddad, Bilal' }, { id: 'chloe.martin', name: 'Martin, Chloé' }, ...(memory.read<Learner[]>('learners') ?? []),
];
let courses: Course[] = [];
const log = new CallLog(element('calls'), element('count'));
const record = new RecordView(element('record'));
const recordKey = (): string => `record ${chosen('course')} ${chosen('learner')}`;
const showRecord = (mark: boolean): void => record.show(memory.read<CmiRecord>(recordKey()), mark);

/** One opening of a course: its API is on this window until the course is left. */
class Session {
  private readonly runtime: Scorm12Runtime;
  private window: Window | null = null;
  private watching: number | undefined;

  constructor(private readonly course: Course, private readonly learner: Learner, key: string) {
    const profile = { ...learner, language: chosen('language') };
    this.runtime = new Scorm12Runtime(openRecord(memory.read<CmiRecord>(key), profile), (kept, final) => {
      memory.write(key, kept);
      if (key === recordKey()) showRecord(true);
      if (final) say('session', 'finished');
    });
    (window as unknown as { API?: object }).API = this.api();
  }

  start(place: string): void {
    say('course-title', `${this.course.title} · ${this.learner.name}`);
    say('session', 'running');
    element('close').hidden = false;
    if (place === 'window') return this.inWindow();
    const frame = document.createElement('iframe');
    frame.title = this.course.title;
    frame.allow = 'fullscreen; autoplay; encrypted-media; clipboard-write';
    frame.src = this.course.launch;
    element('frame').replaceChildren(frame);
  }

  end(): void {
    clearInterval(this.watching);
    this.window?.close();
    element('frame').replaceChildren(welcome);
    element('close').hidden = true;
    say('course-title', 'No course open');
    if (element('session').textContent === 'running') say('session', 'left without LMSFinish');
    delete (window as unknown as { API?: object }).API;
  }

  private inWindow(): void {
    this.window = window.open(this.course.launch, 'course', 'width=1100,height=800');
    const note = document.createElement('p');
    note.className = 'welcome';
    note.textContent = this.window ? 'The course is open in a window of its own.' : 'Your browser did not open the window. Allow windows for this page, then try again.';
    element('frame').replaceChildren(note);
    this.watching = window.setInterval(() => this.window?.closed && leave(), 500);
  }

  private api(): object {
    const { runtime } = this;
    const logged = (name: string, run: (...args: unknown[]) => string) => (...args: unknown[]): string => {
      const result = run(...args);
      log.add({ name, args: args.map(String), result, error: runtime.lastError() });
      return result;
    };
    return {
      LMSInitialize: logged('LMSInitialize', (argument) => runtime.initialize(argument)), LMSFinish: logged('LMSFinish', (argument) => runtime.finish(argument)),
      LMSGetValue: logged('LMSGetValue', (name) => runtime.getValue(name)), LMSSetValue: logged('LMSSetValue', (name, value) => runtime.setValue(name, value)),
      LMSCommit: logged('LMSCommit', (argument) => (isOn('failing') ? 'false' : runtime.commit(argument))),
      LMSGetLastError: () => runtime.lastError(), LMSGetErrorString: (code: unknown) => runtime.errorText(code), LMSGetDiagnostic: (code: unknown) => runtime.errorText(code),
    };
  }
}

let session: Session | undefined;
const welcome = element('welcome');

function leave(): void {
  session?.end();
  session = undefined;
  element<HTMLButtonElement>('open').textContent = 'Open the course';
  showRecord(false);
}

function open(): void {
  const course = courses.find(({ id }) => id === chosen('course'));
  const learner = learners.find(({ id }) => id === chosen('learner'));
  if (!course || !learner) return;
  leave();
  session = new Session(course, learner, recordKey());
  session.start(chosen('place'));
  element<HTMLButtonElement>('open').textContent = 'Open it again';
}

function fill(id: string, options: { value: string; text: string }[], selected = chosen(id)): void {
  element(id).replaceChildren(...options.map(({ value, text }) => new Option(text, value, false, value === selected)));
}

const showLearners = (selected?: string): void => fill('learner', learners.map(({ id, name }) => ({ value: id, text: `${name} (${id})` })), selected);

async function showCourses(selected?: string): Promise<void> {
  courses = (await (await fetch('/api/courses')).json()) as Course[];
  fill('course', courses.map(({ id, title }) => ({ value: id, text: title })), selected);
  element<HTMLButtonElement>('open').disabled = courses.length === 0;
  showRecord(false);
}

async function importZip(file: File): Promise<void> {
  say('import-message', `Importing ${file.name} …`);
  const answer = await fetch('/api/courses', { method: 'POST', headers: { 'content-type': 'application/zip' }, body: file });
  const { message, course } = (await answer.json()) as { message?: string; course?: Course };
  say('import-message', course ? `“${course.title}” is imported.` : `This package was not imported: ${message}`);
  if (course) await showCourses(course.id);
}

function dropZone(): void {
  const drop = element('drop');
  const input = element<HTMLInputElement>('zip');
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void importZip(file);
    input.value = '';
  };
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  document.addEventListener('dragleave', () => drop.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    const file = event.dataTransfer?.files[0];
    if (file) void importZip(file);
  });
}

function addLearner(event: SubmitEvent): void {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const fields = new FormData(form);
  const learner = { id: String(fields.get('id')), name: String(fields.get('name')) };
  if (!learners.some(({ id }) => id === learner.id)) {
    learners.push(learner);
    memory.write('learners', [...(memory.read<Learner[]>('learners') ?? []), learner]);
  }
  form.reset();
  showLearners(learner.id);
  showRecord(false);
}

element('open').onclick = open;
element('close').onclick = leave;
element('clear').onclick = () => log.clear();
element('reset').onclick = () => {
  leave();
  localStorage.removeItem(recordKey());
  showRecord(false);
};
element('writes').onchange = () => element('calls').classList.toggle('only-writes', isOn('writes'));
for (const id of ['learner', 'course']) element(id).onchange = () => showRecord(false);
element<HTMLFormElement>('new-learner').onsubmit = addLearner;
dropZone();
showLearners();
void showCourses();
