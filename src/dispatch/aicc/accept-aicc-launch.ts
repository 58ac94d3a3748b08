import { Injectable } from '@nestjs/common';
import { Failure } from '../../platform/failure';
import { newKey, sha256Hex } from '../../platform/random-ids';
import { AskLimits } from '../lms-sessions/ask-limits';
import type { NotedLaunch } from '../diagnostics/reference-code.rules';
import { KeepLmsSession } from '../lms-sessions/keep-lms-session';
import { lifeMs } from '../lms-sessions/lms-session-jobs.rules';
import { lmsFault } from '../lms-sessions/lms-fault.rules';
import { LookAtDoor } from '../relay/look-at-door';
import { NoteServerLaunch, toldVia } from '../lms-sessions/note-server-launch';
import { heldAtLaunch } from '../lms-sessions/ratchet.rules';
import { AcceptDispatchLaunch } from '../relay/accept-dispatch-launch';
import { refuseLaunch } from '../relay/identify-caller';
import type { Door } from '../relay/launch.report';
import { AskHacp } from './ask-hacp';
import { type AiccLearner, readLearner } from './hacp.rules';

export interface AiccLaunch {
  dispatchKey: string;
  packageKey: string;
  /** AICC_SID and AICC_URL, as the LMS appended them. */
  sid: string;
  url: string;
  address: string;
  /** Of the browser; the LMS's word comes first. */
  lang(preference: string | undefined): string;
}

const most = 2000;

/** Lets a learner in whom an LMS names when it is asked by HACP (AICC CMI Guidelines 4.0, 6). Checks, registration and seat are those of every launch. */
@Injectable()
export class AcceptAiccLaunch {
  constructor(
    private readonly look: LookAtDoor,
    private readonly limits: AskLimits,
    private readonly hacp: AskHacp,
    private readonly accept: AcceptDispatchLaunch,
    private readonly keep: KeepLmsSession,
    private readonly note: NoteServerLaunch,
  ) {}

  /** The address of the player. Failures: launch-refused (lms-address, lms-silent and those of every launch). */
  async run(launch: AiccLaunch): Promise<string> {
    const { dispatchKey, packageKey, sid, url, address, lang } = launch;
    const service = sid && sid.length <= most && url.length <= most && URL.canParse(url) ? { sid, url } : undefined;
    const origins = service ? [new URL(service.url).origin] : [];
    return this.note.run({ dispatchKey, packageKey, origins, address, lang: lang(undefined), via: 'aicc' }, async (noted) => {
      const door = await this.look.run(dispatchKey, packageKey, origins);
      if (!service) throw refuseLaunch('no-learner', door); // opened by hand: no LMS stands behind it
      return this.enter(launch, service, door, noted);
    });
  }

  private async enter({ dispatchKey, packageKey, address, lang }: AiccLaunch, service: { sid: string; url: string }, door: Door, noted: NotedLaunch): Promise<string> {
    const { id, name, status, entry, mode, score, kept, language } = await this.ask(service, door);
    const begun = await this.keep.begin({ dispatchKey, launchHash: sha256Hex(`aicc ${service.url} ${service.sid}`), againMs: lifeMs });
    const accepted = await this.accept.run(
      {
        dispatchKey, packageKey, launchId: `aicc ${newKey()}`, directTo: begun.exitUrl(''), learner: { id, name }, lms: { status, entry, mode, pointer: kept }, origins: [new URL(service.url).origin], address, lang: lang(language), told: toldVia('aicc'),
      },
      noted,
    );
    const held = heldAtLaunch({ status, ...(score === '' ? {} : { score }) }, accepted.seat?.lastAck ?? null, door.settings);
    await this.keep.run(accepted, { ...begun, attemptHash: sha256Hex(`aicc ${begun.lmsSessionKey}`), told: { held }, service: { protocol: 'aicc', ...service, mode, pointer: accepted.pointer, timelineKey: noted.timelineKey } });
    return accepted.playUrl;
  }

  private async ask(service: { sid: string; url: string }, door: Door): Promise<AiccLearner> {
    if (!this.limits.admits(door.dispatchKey, service.url)) throw refuseLaunch('lms-silent', door);
    const { data, refused } = await this.hacp.run('GetParam', service).catch((fault: unknown) => {
      this.limits.failed(door.dispatchKey, service.url);
      throw fault instanceof Failure ? refuseLaunch(lmsFault(fault), door) : fault;
    });
    if (refused === undefined) return readLearner(data);
    this.limits.failed(door.dispatchKey, service.url);
    throw refuseLaunch('lms-silent', door);
  }
}
