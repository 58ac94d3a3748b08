import type { Say } from './boot-data';
import type { View } from './view';

/** The panels that ask the learner for a word. */
export class Questions {
  constructor(private readonly view: View, private readonly say: Say) {}

  /** A unit ended and nothing says where to go on. */
  leave(exit: () => void, stay: () => void): void {
    const { say } = this;
    this.view.showPanel(say('leave.heading'), say('leave.text'), [{ text: say('exit'), primary: true, run: exit }, { text: say('stay'), run: stay }]);
  }

  /** Exit with an open unit, where the settings leave it to the learner what becomes of it. */
  howToLeave(finish: (how: 'suspend' | 'end') => void, stay: () => void): void {
    const { say } = this;
    this.view.showPanel(say('onExit.heading'), say('onExit.text'), [
      { text: say('onExit.later'), primary: true, run: () => finish('suspend') }, { text: say('onExit.end'), run: () => finish('end') }, { text: say('stay'), run: stay },
    ]);
  }

  /** A unit is closed. */
  goOn(next: (() => void) | undefined, exit: () => void): void {
    const { say } = this;
    this.view.showPanel(say('unitClosed.heading'), say('unitClosed.text'), [...(next ? [{ text: say('next'), primary: true, run: next }] : []), { text: say('exit'), primary: next === undefined, run: exit }]);
  }

  unreachable(again: () => void): void {
    const { say } = this;
    this.view.showPanel(say('unreachable.heading'), say('unreachable.text'), [{ text: say('tryAgain'), primary: true, run: again }], true);
  }

  unsaved(heading: string, again: () => void, leave: () => void): void {
    const { say } = this;
    this.view.showPanel(heading, say('unsaved.text'), [{ text: say('tryAgain'), primary: true, run: again }, { text: say('leaveNow'), run: leave }], true);
  }
}
