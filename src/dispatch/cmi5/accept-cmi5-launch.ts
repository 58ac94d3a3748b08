import { Injectable } from '@nestjs/common';
import { Failure } from '../../platform/failure';
import { newKey, sha256Hex } from '../../platform/random-ids';
import type { NotedLaunch } from '../diagnostics/reference-code.rules';
import { AskLimits } from '../lms-sessions/ask-limits';
import { type BegunSession, KeepLmsSession } from '../lms-sessions/keep-lms-session';
import { lmsFault } from '../lms-sessions/lms-fault.rules';
import { NoteServerLaunch, toldVia } from '../lms-sessions/note-server-launch';
import { LookAtDoor } from '../relay/look-at-door';
import { AcceptDispatchLaunch } from '../relay/accept-dispatch-launch';
import { refuseLaunch } from '../relay/identify-caller';
import type { Door } from '../relay/launch.report';
import { AskLrs, type Lrs, pointerIn } from './ask-lrs';
import { type Cmi5Parameters, languageIn, type LaunchData, learnerIdOf, readLaunchData, readParameters } from './launch-data.rules';
import { stateId } from './send-cmi5-statements';

export interface Cmi5Launch {
  dispatchKey: string;
  packageKey: string;
  query: Readonly<Record<string, unknown>>;
  address: string;
  /** Of the browser; the LMS's word comes first. */
  lang(preference: string | undefined): string;
}

interface Told {
  lrs: Lrs;
  launch: LaunchData;
  pointer: string;
  language: string | undefined;
}

/** The same address once more within it is a reload: the token, which is given out once, is known. */
const reloadMs = 600_000;

/** Lets a learner in whom an LMS names by cmi5 (8 and 10). Checks, registration and seat are those of every launch. */
@Injectable()
export class AcceptCmi5Launch {
  constructor(
    private readonly look: LookAtDoor,
    private readonly limits: AskLimits,
    private readonly lrs: AskLrs,
    private readonly accept: AcceptDispatchLaunch,
    private readonly keep: KeepLmsSession,
    private readonly note: NoteServerLaunch,
  ) {}

  /** The address of the player. Failures: launch-refused (lms-address, lms-silent, bad-signature and those of every launch). */
  async run(launch: Cmi5Launch): Promise<string> {
    const { dispatchKey, packageKey, query, address, lang } = launch;
    const asked = readParameters(query);
    const origins = originsOf(asked);
    return this.note.run({ dispatchKey, packageKey, origins, address, lang: lang(undefined), via: 'cmi5' }, async (noted) => {
      const door = await this.look.run(dispatchKey, packageKey, origins);
      if (!asked) throw refuseLaunch('no-learner', door); // opened by hand: no LMS stands behind it
      return this.enter(launch, asked, door, noted);
    });
  }

  private async enter({ dispatchKey, packageKey, address, lang }: Cmi5Launch, asked: Cmi5Parameters, door: Door, noted: NotedLaunch): Promise<string> {
    const begun = await this.keep.begin({ dispatchKey, launchHash: sha256Hex(JSON.stringify(['cmi5', asked])), againMs: reloadMs });
    const { lrs, launch, pointer, language } = await this.ask(asked, begun, door);
    const { actor, registration, activityId } = asked;
    const accepted = await this.accept.run(
      {
        dispatchKey, packageKey, launchId: `cmi5 ${newKey()}`, directTo: begun.exitUrl(launch.returnURL ?? ''), learner: { id: learnerIdOf(actor.account), name: actor.name ?? '' },
        lms: { status: '', entry: '', mode: launch.launchMode.toLowerCase(), pointer }, origins: originsOf(asked), address, lang: lang(language), told: toldVia('cmi5'),
      },
      noted,
    );
    await this.keep.run(accepted, {
      ...begun, attemptHash: sha256Hex(JSON.stringify(['cmi5', dispatchKey, asked.endpoint, registration, activityId, actor.account])),
      service: { protocol: 'cmi5', ...lrs, actor, registration, activityId, launch, pointer: accepted.pointer === pointer ? '' : accepted.pointer, timelineKey: noted.timelineKey },
    });
    return accepted.playUrl;
  }

  /** Token, launch data, what we kept there, and the learner's language, in the order of cmi5. */
  private async ask(asked: Cmi5Parameters, { service }: BegunSession, door: Door): Promise<Told> {
    if (![asked.fetch, asked.endpoint].every((url) => this.limits.admits(door.dispatchKey, url))) throw refuseLaunch('lms-silent', door);
    try {
      const token = service?.protocol === 'cmi5' ? service.token : await this.lrs.fetchToken(asked.fetch);
      if (token === undefined) throw refuseLaunch('bad-signature', door); // it was used before
      const lrs = { endpoint: asked.endpoint, token };
      const launch = readLaunchData((await this.lrs.state(lrs, { ...asked, stateId: 'LMS.LaunchData' })) ?? '');
      if (!launch) throw refuseLaunch('lms-silent', door);
      const language = languageIn((await this.lrs.agentProfile(lrs, asked.actor, 'cmi5LearnerPreferences')) ?? '');
      return { lrs, launch, language, pointer: pointerIn(await this.lrs.state(lrs, { ...asked, stateId })) };
    } catch (fault) {
      for (const url of new Set([asked.fetch, asked.endpoint])) this.limits.failed(door.dispatchKey, url);
      throw fault instanceof Failure && fault.code !== 'launch-refused' ? refuseLaunch(lmsFault(fault), door) : fault;
    }
  }
}

const originsOf = (asked: Cmi5Parameters | undefined): string[] => (asked ? [...new Set([asked.endpoint, asked.fetch].map((url) => new URL(url).origin))] : []);
