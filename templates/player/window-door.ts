import { type BootData, textsOf } from './boot-data';
import { featuresOf } from './course-window';
import { View } from './view';

const lookEveryMs = 500;
const mark = '#window';

/** This page is the window that the page of the launch link opened. */
export const isOwnWindow = (): boolean => window.location.hash === mark;

/** To the exit address; a window of its own closes, and the page that opened it goes there. */
export function leadOn(exitUrl: string): void {
  if (isOwnWindow()) window.close();
  window.location.replace(exitUrl);
}

/** Stays in the page of the launch link while the player is in a window of its own, and leads on when that is closed. */
export function waitForOwnWindow(boot: BootData): void {
  const say = textsOf(boot.texts);
  const nothing = () => undefined;
  const view = new View(document.getElementById('player') as HTMLElement, boot.course.title, boot.lang, say, { next: nothing, previous: nothing, exit: nothing, closeUnit: nothing, toggleContents: nothing });
  view.showExit(false);
  const ask = (text: string) => view.showPanel(boot.course.title, text, [{ text: say('window.open'), primary: true, run: open }]);
  const open = () => {
    const opened = window.open(window.location.href.replace(/#.*|$/, mark), '_blank', featuresOf(boot.settings.bareWindow.player));
    if (!opened) return ask(say('window.blocked'));
    view.showPanel(boot.course.title, say('window.isOpen'), [{ text: say('window.front'), primary: true, run: () => opened.focus() }]);
    const timer = window.setInterval(() => {
      if (!opened.closed) return;
      window.clearInterval(timer);
      if (boot.exitUrl !== '') window.location.replace(boot.exitUrl);
    }, lookEveryMs);
  };
  ask(say('window.text'));
}
