import { children, countIn, elements, hundredthsOf, indexesAreInOrder, modelName, timeOf } from './scorm12-model.rules';

export type CmiRecord = Record<string, string>;

/** What an LMS knows of a learner beside the record. */
export interface LearnerFacts {
  id: string;
  name: string;
  language?: string;
  mode?: string;
}

const texts: Record<string, string> = {
  '0': 'No error', '101': 'General exception', '201': 'Invalid argument error', '202': 'Element cannot have children', '203': 'Element not an array - cannot have count', '301': 'Not initialized',
  '401': 'Not implemented error', '402': 'Invalid set value, element is a keyword', '403': 'Element is read only', '404': 'Element is write only', '405': 'Incorrect data type',
};

/** A record for a visit that begins now: what was kept, and who the learner is. */
export function openRecord(kept: Readonly<CmiRecord> | undefined, learner: LearnerFacts): CmiRecord {
  const first = !kept || Object.keys(kept).length === 0;
  return {
    'cmi.core.lesson_status': 'not attempted', 'cmi.core.lesson_location': '', 'cmi.core.score.raw': '', 'cmi.core.score.max': '', 'cmi.core.score.min': '', 'cmi.core.total_time': '0000:00:00.00',
    'cmi.suspend_data': '', 'cmi.launch_data': '', 'cmi.comments': '', 'cmi.comments_from_lms': '', 'cmi.student_data.mastery_score': '', 'cmi.student_data.max_time_allowed': '',
    'cmi.student_data.time_limit_action': '', 'cmi.student_preference.audio': '0', 'cmi.student_preference.speed': '0', 'cmi.student_preference.text': '0',
    ...kept,
    'cmi.core.student_id': learner.id, 'cmi.core.student_name': learner.name, 'cmi.core.credit': 'credit', 'cmi.core.lesson_mode': learner.mode ?? 'normal',
    'cmi.student_preference.language': kept?.['cmi.student_preference.language'] ?? learner.language ?? '',
    'cmi.core.entry': first ? 'ab-initio' : kept['cmi.core.exit'] === 'suspend' ? 'resume' : '', 'cmi.core.exit': '', 'cmi.core.session_time': '',
  };
}

/** The run-time environment of SCORM 1.2 for one visit: every element, value, read/write rule and error code of the data model. */
export class Scorm12Runtime {
  private state: 'before' | 'running' | 'after' = 'before';
  private error = '0';

  /** `store` is called with the whole record at LMSCommit, and at LMSFinish with `final`. */
  constructor(readonly record: CmiRecord, private readonly store: (record: CmiRecord, final: boolean) => void) {}

  initialize(argument: unknown): 'true' | 'false' {
    if (argument !== '') return this.fail('201');
    if (this.state !== 'before') return this.fail('101');
    this.state = 'running';
    return this.succeed();
  }

  finish(argument: unknown): 'true' | 'false' {
    if (argument !== '') return this.fail('201');
    if (this.state !== 'running') return this.fail('301');
    const total = hundredthsOf(this.record['cmi.core.total_time'] ?? '') + hundredthsOf(this.record['cmi.core.session_time'] ?? '');
    this.record['cmi.core.total_time'] = timeOf(total);
    // a SCO that says nothing about its status is done when it ends (RTE 1.2, 3.4.4 cmi.core.lesson_status)
    if (this.record['cmi.core.lesson_status'] === 'not attempted' && this.record['cmi.core.lesson_mode'] === 'normal') this.record['cmi.core.lesson_status'] = 'completed';
    this.state = 'after';
    this.store({ ...this.record }, true);
    return this.succeed();
  }

  commit(argument: unknown): 'true' | 'false' {
    if (argument !== '') return this.fail('201');
    if (this.state !== 'running') return this.fail('301');
    this.store({ ...this.record }, false);
    return this.succeed();
  }

  getValue(name: unknown): string {
    const text = String(name);
    const element = elements[modelName(text)];
    if (this.state !== 'running') return this.refuse('301');
    if (!element) return this.refuse(this.unknownName(text));
    if (!element.read) return this.refuse('404');
    if (!indexesAreInOrder(this.record, text, false) && !/\._count$/.test(text)) return this.refuse('201');
    this.succeed();
    if (/\._count$/.test(text)) return String(countIn(this.record, text.slice(0, -'._count'.length)));
    return children[modelName(text)] ?? this.record[text] ?? '';
  }

  setValue(name: unknown, value: unknown): 'true' | 'false' {
    const [text, given] = [String(name), String(value)];
    const element = elements[modelName(text)];
    if (this.state !== 'running') return this.fail('301');
    if (!element) return this.fail(this.unknownName(text));
    if (element.keyword) return this.fail('402');
    if (!element.write) return this.fail('403');
    if (!indexesAreInOrder(this.record, text, true)) return this.fail('201');
    if (value === null || value === undefined || !element.takes(given)) return this.fail('405');
    this.record[text] = text === 'cmi.comments' ? (this.record[text] ?? '') + given : given;
    return this.succeed();
  }

  lastError(): string {
    return this.error;
  }

  errorText(code: unknown): string {
    return texts[String(code)] ?? '';
  }

  private unknownName(name: string): string {
    if (/\._children$/.test(name)) return elements[modelName(name.slice(0, -'._children'.length))] ? '202' : '401';
    if (/\._count$/.test(name)) return elements[modelName(name.slice(0, -'._count'.length))] ? '203' : '401';
    return /^cmi\./.test(name) ? '401' : '201';
  }

  private succeed(): 'true' {
    this.error = '0';
    return 'true';
  }

  private fail(code: string): 'false' {
    this.error = code;
    return 'false';
  }

  private refuse(code: string): '' {
    this.error = code;
    return '';
  }
}
