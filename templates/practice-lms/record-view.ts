import type { CmiRecord } from './scorm12-runtime';

const rows: [label: string, element: string][] = [
  ['Status', 'cmi.core.lesson_status'], ['Score', 'cmi.core.score.raw'], ['Total time', 'cmi.core.total_time'], ['Session time', 'cmi.core.session_time'],
  ['Location', 'cmi.core.lesson_location'], ['Exit', 'cmi.core.exit'], ['Suspend data', 'cmi.suspend_data'],
];

function textOf(record: CmiRecord, element: string): string {
  const [value = '', min, max] = [record[element], record['cmi.core.score.min'], record['cmi.core.score.max']];
  return element === 'cmi.core.score.raw' && max ? `${value} (of ${min} to ${max})` : value;
}

/** The kept record in words; what a commit has just changed is marked for a moment. */
export class RecordView {
  private shown: Record<string, string> = {};

  constructor(private readonly list: HTMLElement) {}

  show(record: CmiRecord | undefined, mark: boolean): void {
    if (!record) {
      this.shown = {};
      const empty = document.createElement('dd');
      empty.textContent = 'Nothing yet.';
      this.list.replaceChildren(empty);
      return;
    }
    const parts: HTMLElement[] = [];
    for (const [label, element] of rows) {
      const [term, value] = [document.createElement('dt'), document.createElement('dd')];
      const text = textOf(record, element);
      term.textContent = label;
      value.textContent = text || '—';
      if (mark && this.shown[label] !== text) value.className = 'changed';
      this.shown[label] = text;
      parts.push(term, value);
    }
    this.list.replaceChildren(...parts);
    setTimeout(() => this.list.querySelectorAll('.changed').forEach((value) => value.classList.remove('changed')), 2500);
  }
}
