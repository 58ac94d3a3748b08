export interface LoggedCall {
  name: string;
  args: string[];
  result: string;
  error: string;
}

const mostShown = 500;
const writes = /^LMS(Initialize|SetValue|Commit|Finish)/;

function make(tag: string, className: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** The list of API calls with their answers, newest at the end. */
export class CallLog {
  private count = 0;

  constructor(private readonly list: HTMLElement, private readonly counter: HTMLElement) {}

  add(call: LoggedCall): void {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 160;
    const isWrite = writes.test(call.name);
    const line = make('li', isWrite ? 'is-write' : 'is-read', '');
    const refused = call.result === 'false' || call.error !== '0';
    const answer = refused ? `${call.result || '""'} (error ${call.error})` : call.result || '""';
    const words = make('span', isWrite ? 'call write' : 'call', `${call.name}(${call.args.map((arg) => JSON.stringify(arg)).join(', ')}) → `);
    words.append(make('span', refused ? 'refused' : 'fine', answer.length > 100 ? `${answer.slice(0, 100)}…` : answer));
    line.append(make('time', '', new Date().toLocaleTimeString('en-GB')), words);
    this.list.append(line);
    if (this.list.children.length > mostShown) this.list.firstElementChild?.remove();
    this.counter.textContent = `(${++this.count})`;
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  clear(): void {
    this.list.replaceChildren();
    this.count = 0;
    this.counter.textContent = '';
  }
}
