import { Injectable } from '@nestjs/common';
import { NoteLaunch } from '../diagnostics/note-launch';
import type { NotedLaunch } from '../diagnostics/reference-code.rules';
import { TimelineBuffer } from '../diagnostics/timeline-buffer';
import { wordOf } from '../diagnostics/timeline-entry.rules';
import { Failure } from '../../platform/failure';
import type { DispatchLaunch } from '../relay/identify-caller';
import type { LmsWord } from '../seats/seat.entity';

/** As much of a launch as is known before the LMS was asked. */
export type EarlyLaunch = Pick<DispatchLaunch, 'dispatchKey' | 'packageKey' | 'origins' | 'address' | 'lang'> & { via: string };

export const toldVia = (via: string): NonNullable<DispatchLaunch['told']> => ({ packageVersion: '', agent: undefined, via, calls: undefined, request: '' });

/** Keeps timelines of launches whose LMS is asked and told by this server. */
@Injectable()
export class NoteServerLaunch {
  constructor(
    private readonly note: NoteLaunch,
    private readonly buffer: TimelineBuffer,
  ) {}

  /** Does `work`; a refusal before the launch itself begins stands in a timeline as those of the launch do. */
  async run<T>({ via, ...early }: EarlyLaunch, work: (noted: NotedLaunch) => Promise<T>): Promise<T> {
    const noted = this.note.run();
    try {
      return await work(noted);
    } catch (fault) {
      if (!(fault instanceof Failure) || fault.details['reference'] !== undefined) throw fault; // no refusal, or noted already
      this.note.refused(noted, { ...early, launchId: '', learner: { id: '', name: '' }, lms: { status: '', entry: '', mode: '', pointer: '' }, told: toldVia(via) }, fault);
      throw new Failure(fault.code, fault.publicMessage, { ...fault.details, reference: noted.reference });
    }
  }

  /** What the LMS answered when it was told. */
  told(timelineKey: string | undefined, answer: { rev?: number; holds?: LmsWord } | { error: 'refused' | 'unreachable' }): void {
    if ('error' in answer) return this.buffer.note(timelineKey, [{ kind: 'ack', committed: false, error: answer.error }]);
    const { rev, holds } = answer;
    if (holds) this.buffer.note(timelineKey, [{ kind: 'ack', committed: true, ...(rev !== undefined && { rev }), readBack: { status: wordOf(holds.status), ...(holds.score !== undefined && { score: wordOf(holds.score) }) } }]);
  }
}
