import { Injectable } from '@nestjs/common';
import { MoreTokens, type Page, pageSize } from '../../platform/database/page-of-rows';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { dispatchUnknown, timelineUnknown } from '../dispatch.failures';
import { DispatchRepository } from '../dispatch.repository';
import { LaunchTimelineRepository } from './launch-timeline.repository';
import { readReference } from './reference-code.rules';
import { TimelineBuffer } from './timeline-buffer';
import type { FoundTimeline, TimelineEntry } from './timeline-entry.rules';

export interface WholeTimeline {
  head: FoundTimeline;
  entries: TimelineEntry[];
  /** Absent when the dispatch is gone. */
  dispatchId?: string;
  courseTitle?: string;
}

/** Reads what happened in launches, what was noted this moment included. */
@Injectable()
export class FindLaunchTimelines {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly timelines: LaunchTimelineRepository,
    private readonly dispatches: DispatchRepository,
    private readonly buffer: TimelineBuffer,
    private readonly more: MoreTokens,
  ) {}

  /** The launch that a code as typed names, for its owner. Failures: timeline-unknown. */
  async one(applicationId: string, typed: string): Promise<WholeTimeline> {
    const found = await this.byCode(typed);
    if (found?.head.applicationId !== applicationId) throw timelineUnknown();
    return found;
  }

  /** The same for whoever holds the code. */
  async byCode(typed: string): Promise<WholeTimeline | undefined> {
    const code = readReference(typed);
    if (!code) return undefined;
    await this.buffer.flush();
    return this.unit.run(async () => {
      const head = await this.timelines.byCode(code);
      return head && { head, entries: await this.timelines.entriesOf(head.timelineKey), ...(await this.timelines.dispatchNames(head.dispatchKey)) };
    });
  }

  /** Launches of a dispatch, the newest first. Failures: dispatch-unknown. */
  async ofDispatch(applicationId: string, dispatchId: string, more: string | undefined, size = pageSize): Promise<Page<FoundTimeline>> {
    const position = more === undefined ? undefined : this.more.read<{ dispatchId: string }>('launches', more);
    await this.buffer.flush();
    return this.unit.run(async () => {
      const dispatch = await this.dispatches.find(applicationId, position?.query.dispatchId ?? dispatchId);
      if (!dispatch) throw dispatchUnknown(dispatchId);
      const rows = await this.timelines.ofDispatch(applicationId, dispatch.dispatchKey, position && String(position.after[0]), size);
      return this.more.page('launches', { dispatchId: dispatch.id }, rows, ({ timelineKey }) => [timelineKey], size);
    });
  }
}
