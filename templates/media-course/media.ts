import { ScormPage } from './scorm-page';

type Words = Record<string, string>;

/** A place is noted after so many seconds of playing. */
const noteEvery = 5;
/** Nearer to the start or the end than this, playing begins at the start. */
const nearEdge = 3;

/** The language of the page around this one, which knows the learner's, else the browser's; English when we do not speak it. */
function wordsOf(all: Record<string, Words>): { lang: string; words: Words } {
  const wishes: string[] = [];
  try {
    if (window.parent !== window) wishes.push(window.parent.document.documentElement.lang);
  } catch {
    // a page of another origin
  }
  wishes.push(...(navigator.languages || [navigator.language]));
  const known = wishes.map((wish) => wish.toLowerCase().split('-')[0] || '').filter((wish) => Object.keys(all).indexOf(wish) >= 0)[0] || 'en';
  return { lang: known, words: all[known] as Words };
}

const byId = (id: string) => document.getElementById(id) as HTMLElement;

/** A film or recording: done when its end is reached, and taken up again where it was left. */
function play(page: ScormPage, media: HTMLMediaElement, words: Words): void {
  page.say('incomplete');
  let noted = 0;
  const note = () => {
    noted = media.currentTime;
    page.notePlace(media.ended ? 0 : noted);
  };
  media.addEventListener('loadedmetadata', () => {
    const place = page.place();
    if (place > nearEdge && place < media.duration - nearEdge) media.currentTime = noted = place;
  });
  media.addEventListener('timeupdate', () => {
    if (Math.abs(media.currentTime - noted) >= noteEvery) note();
  });
  media.addEventListener('pause', note);
  media.addEventListener('ended', () => {
    note();
    page.say('completed');
    byId('note').textContent = words['media.done'] || '';
  });
  media.addEventListener('error', () => {
    byId('note').textContent = words['media.broken'] || '';
    byId('elsewhere').hidden = false;
  });
}

/** A document: done when it is opened, as nobody but the browser knows how far it is read. */
function show(page: ScormPage, source: string, words: Words): void {
  page.say('completed');
  if ((navigator as { pdfViewerEnabled?: boolean }).pdfViewerEnabled === false) {
    byId('note').textContent = words['media.elsewhere'] || '';
    return;
  }
  const frame = document.createElement('iframe');
  frame.title = document.title;
  frame.src = source;
  (document.querySelector('main') as HTMLElement).appendChild(frame);
}

const { lang, words } = wordsOf(JSON.parse(byId('texts').textContent || '{}') as Record<string, Words>);
document.documentElement.lang = lang;
document.documentElement.dir = lang === 'ar' ? 'rtl' : 'ltr';
byId('open').textContent = words['media.open'] || '';

const page = new ScormPage();
if (document.body.getAttribute('data-kind') === 'document') show(page, document.body.getAttribute('data-source') || '', words);
else play(page, byId('media') as HTMLMediaElement, words);
