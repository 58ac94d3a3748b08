import type { Progress } from '../platform/backup/named-files';

/** What a command says to: a person at a terminal, or a log. */
export interface Output {
  line(text: string): void;
  fault(text: string): void;
  progress: Progress;
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

export function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)));
  return `${power ? (bytes / 1000 ** power).toFixed(1) : bytes} ${units[power]}`;
}

const stepText = ({ what, done, total, bytes }: Parameters<Progress>[0]) => `${what} ${total ? `${Math.floor((done / total) * 100)} % (${done} of ${total})` : done}${bytes === undefined ? '' : `, ${sizeText(bytes)}`}`;

/** On a terminal one line that changes; else a line at every tenth of the way. */
export function outputOn(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  let told = '';
  let isOpen = false;
  const end = () => {
    if (isOpen) stdout.write('\n');
    isOpen = false;
  };
  const progress: Progress = (step) => {
    if (stdout.isTTY) {
      stdout.write(`\r\u001b[2K${stepText(step)}`);
      isOpen = true;
      return;
    }
    const tenth = `${step.what} ${step.total ? Math.floor((step.done / step.total) * 10) : Math.floor(Math.log10(step.done))}`;
    if (tenth !== told) stdout.write(`${stepText(step)}\n`);
    told = tenth;
  };
  const say = (stream: NodeJS.WriteStream, text: string) => {
    end();
    stream.write(`${text}\n`);
  };
  return { line: (text) => say(stdout, text), fault: (text) => say(stderr, text), progress };
}
