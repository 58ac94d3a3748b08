import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config';
import { newKey } from '../../platform/random-ids';
import { SealedTexts } from '../../platform/sealed-texts';
import { LookAtDoor } from '../relay/look-at-door';
import { NoteServerLaunch, toldVia } from '../lms-sessions/note-server-launch';
import { AcceptDispatchLaunch } from '../relay/accept-dispatch-launch';

/** Who somebody said to be on the page of a plain link. */
export interface LinkPerson {
  email: string;
  firstName: string;
  lastName: string;
}
export interface LinkView {
  course: string;
  /** The destination's language and whom to ask. */
  locale: string;
  support: string;
}
export interface LinkPlace {
  dispatchKey: string;
  packageKey: string;
}

const purpose = 'dispatch-link';

/** Lets people in by a plain link: they say who they are once, and go on by an address of their own. Checks, registration and seat are those of every launch. */
@Injectable()
export class FollowLink {
  constructor(
    private readonly config: Config,
    private readonly look: LookAtDoor,
    private readonly accept: AcceptDispatchLaunch,
    private readonly sealed: SealedTexts,
    private readonly note: NoteServerLaunch,
  ) {}

  /** What the link is of; changes nothing. Failures: launch-refused. */
  async view({ dispatchKey, packageKey }: LinkPlace): Promise<LinkView> {
    const { course, settings } = await this.look.run(dispatchKey, packageKey, []);
    return { course: course.title, locale: settings.language, support: settings.support };
  }

  /** The person's own address, in which nobody can read who they are. */
  addressOf({ dispatchKey, packageKey }: LinkPlace, { email, firstName, lastName }: LinkPerson): string {
    return `${this.config.launchUrl}/link/${dispatchKey}/${packageKey}/${this.sealed.seal(purpose, dispatchKey, JSON.stringify({ email, firstName, lastName }))}`;
  }

  /** Whose address it is; nothing for one that is not of this dispatch. */
  personOf(dispatchKey: string, token: string): LinkPerson | undefined {
    const text = this.sealed.open(purpose, dispatchKey, token);
    return text === undefined ? undefined : (JSON.parse(text) as LinkPerson);
  }

  /** The address of the player. An address by mail is another id than the same words from an LMS, so a link opens no registration that an LMS made. Failures: launch-refused. */
  run(place: LinkPlace, person: LinkPerson, from: { address: string; lang: string }): Promise<string> {
    return this.note.run({ ...place, ...from, origins: [], via: 'link' }, async (noted) => {
      await this.look.run(place.dispatchKey, place.packageKey, []); // the key counts here, although nobody vouches but the person
      const learner = { id: `mailto:${person.email.toLowerCase()}`, name: `${person.lastName}, ${person.firstName}` };
      const launch = { ...place, ...from, launchId: `link ${newKey()}`, vouched: true as const, directTo: this.addressOf(place, person), learner, lms: { status: '', entry: '', mode: '', pointer: '' }, origins: [], told: toldVia('link') };
      return (await this.accept.run(launch, noted)).playUrl;
    });
  }
}
