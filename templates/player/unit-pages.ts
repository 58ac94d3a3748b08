import type { Activity } from '../../src/courses/manifests/course-structure.rules';
import { addressOf, withParameters } from '../../src/runtime/scorm/launch-address.rules';
import type { BootData, Say } from './boot-data';
import type { CoursePlace } from './course-place';
import { CourseWindow } from './course-window';
import { CourseFrame } from './frame';
import type { ReportedContent } from './reported-content';
import type { View } from './view';

/** Opens the pages of units, each in the place that settings and course want. */
export class UnitPages {
  place: CoursePlace;
  private readonly frame: CoursePlace;
  private readonly window: CoursePlace;

  constructor(
    private readonly boot: BootData,
    view: View,
    say: Say,
    private readonly reported: ReportedContent | undefined,
    events: { onBack(): void; onClosed(): void },
  ) {
    this.frame = new CourseFrame(view.stage, events.onBack);
    this.window = new CourseWindow(view, say, boot.settings.bareWindow.unit, events.onClosed);
    this.place = this.frame;
  }

  /** False when the server, which such content must be announced to, cannot be reached. */
  async open(activity: Activity, isOnly: boolean, isWanted: () => boolean): Promise<boolean> {
    const { boot, reported } = this;
    this.place = boot.settings.unitWindow || activity.cmi5?.launchMethod === 'OwnWindow' ? this.window : this.frame;
    const [address, title] = [addressOf(activity, boot.contentBase), isOnly ? boot.course.title : `${activity.title} – ${boot.course.title}`];
    if (!reported) {
      this.place.open(address, title);
      return true;
    }
    const query = await reported.launch(activity.id);
    if (!isWanted()) return true;
    if (query === undefined) return false;
    reported.watch(activity.id);
    this.place.open(withParameters(address, query), title);
    return true;
  }
}
