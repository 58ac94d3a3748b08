import { Injectable } from '@nestjs/common';
import { Failure } from '../../platform/failure';
import { Metrics } from '../../platform/metrics/metrics';
import { newKey } from '../../platform/random-ids';
import type { RefusalDetails } from '../dispatch.failures';
import type { DispatchLaunch } from '../relay/identify-caller';
import type { AcceptedLaunch } from '../relay/resume-seat';
import { mintReference, type NotedLaunch, shownReference } from './reference-code.rules';
import { TimelineBuffer } from './timeline-buffer';
import { agentOf, callsOf, maskedLearner, wordOf } from './timeline-entry.rules';

const refusalOf = (fault: unknown): RefusalDetails => (fault instanceof Failure && fault.code === 'launch-refused' ? (fault.details as unknown as RefusalDetails) : { refusal: 'maintenance' });

/** Begins the timeline of a launch, whatever comes of it: who asked, what the LMS said, and what was decided. */
@Injectable()
export class NoteLaunch {
  constructor(
    private readonly buffer: TimelineBuffer,
    private readonly metrics: Metrics,
  ) {}

  /** A launch comes in. */
  run(): NotedLaunch {
    const code = mintReference();
    return { timelineKey: newKey(), code, reference: shownReference(code) };
  }

  accepted(noted: NotedLaunch, launch: DispatchLaunch, { door, seat, epoch, tracking, decision, proof }: AcceptedLaunch): void {
    const keepsNames = door.settings.privacy === 'raw' && !door.hashUserInfo;
    this.begin(noted, launch, { applicationId: door.applicationId, learnerKey: seat?.learnerKey ?? null, outcome: 'accepted', keepsNames }, {
      kind: 'decision', what: decision ?? 'accepted', proof: proof ?? 'none', ...(seat && { registrationId: seat.registrationKey }), epoch, tracked: tracking,
    });
  }

  refused(noted: NotedLaunch, launch: DispatchLaunch, fault: unknown): void {
    const { refusal, applicationId = '', keepsNames = false } = refusalOf(fault);
    this.begin(noted, launch, { applicationId, learnerKey: null, outcome: refusal, keepsNames }, { kind: 'refused', code: refusal });
  }

  private begin(noted: NotedLaunch, launch: DispatchLaunch, about: { applicationId: string; learnerKey: string | null; outcome: string; keepsNames: boolean }, end: Parameters<TimelineBuffer['begin']>[1][number]): void {
    const { lms, told } = launch;
    const calls = callsOf(told?.calls);
    const origins = launch.origins.slice(0, 10).map((origin) => origin.slice(0, 255));
    const packageVersion = wordOf(told?.packageVersion);
    const { applicationId, learnerKey, outcome } = about;
    const via = told?.via ?? (launch.vouched ? 'lti' : 'frame');
    this.metrics.launches.inc({ way: via, outcome });
    this.buffer.begin(
      { timelineKey: noted.timelineKey, code: noted.code, applicationId, dispatchKey: launch.dispatchKey.slice(0, 26), learnerKey, learner: maskedLearner(launch.learner.id, about.keepsNames), outcome, packageVersion, origin: origins[0] ?? '' },
      [
        ...(calls.length ? [{ kind: 'lms' as const, calls }] : []),
        {
          kind: 'launch', via, package: packageVersion, agent: agentOf(told?.agent), origins, lang: wordOf(launch.lang), ...(told?.request && { request: told.request }),
          lms: { status: wordOf(lms.status), entry: wordOf(lms.entry), mode: wordOf(lms.mode), pointer: lms.pointer ? `…${lms.pointer.length}` : '' },
        },
        end,
      ],
    );
  }
}
