import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';

export interface PackageFile {
  name: string;
  data: string | Buffer;
}

/** A zip of `files`, made by archiver. */
export async function makeZip(files: readonly PackageFile[]): Promise<Buffer> {
  const archive = new ZipArchive({ zlib: { level: 6 } });
  for (const { name, data } of files) archive.append(data, { name, date: new Date(0) });
  void archive.finalize();
  return buffer(archive);
}

/** A SCO page of either standard with buttons for what tests do; see the ids below. */
const scoPage = (title: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1>
<p>entry <span id="entry"></span>, name <span id="name"></span>, location <span id="location"></span>, suspend <span id="suspend"></span>, status <span id="status"></span>, total <span id="total"></span></p>
<p><button id="bookmark">bookmark</button><button id="incomplete">incomplete</button><button id="pass85">pass 85</button><button id="fail40">fail 40</button>
<button id="complete">complete</button><button id="score">score only</button><button id="interaction">interaction</button><button id="big">300 kB</button>
<button id="exit">exit (suspend)</button><button id="finish">finish</button></p>
<script src="sco.js"></script></body></html>`;

const scoScript = `(function () {
  var log = window.log = [];
  function find(name) { for (var w = window, n = 0; w && n < 50; n++) { if (w[name]) return w[name]; if (w.parent === w) break; w = w.parent; } return null; }
  var old = find('API'), now = find('API_1484_11');
  var v2004 = document.documentElement.dataset.standard === '2004' || (!old && !!now);
  var api = v2004 ? now : old;
  if (!api) { document.body.insertAdjacentHTML('afterbegin', '<p id="no-api">no API</p>'); return; }
  function call(name) { var args = [].slice.call(arguments, 1); var result = api[name].apply(api, args); log.push([name].concat(args, [result])); return result; }
  var f = v2004 ? { init: 'Initialize', get: 'GetValue', set: 'SetValue', commit: 'Commit', end: 'Terminate' } : { init: 'LMSInitialize', get: 'LMSGetValue', set: 'LMSSetValue', commit: 'LMSCommit', end: 'LMSFinish' };
  var e = v2004
    ? { status: 'cmi.completion_status', entry: 'cmi.entry', name: 'cmi.learner_name', location: 'cmi.location', total: 'cmi.total_time', exit: 'cmi.exit' }
    : { status: 'cmi.core.lesson_status', entry: 'cmi.core.entry', name: 'cmi.core.student_name', location: 'cmi.core.lesson_location', total: 'cmi.core.total_time', exit: 'cmi.core.exit' };
  var ended = false;
  function set(name, value) { return call(f.set, name, value); }
  function commit() { return call(f.commit, ''); }
  function end(exit) { if (ended) return; ended = true; set(e.exit, exit); call(f.end, ''); }
  function score(raw) { var s = v2004 ? 'cmi.score.' : 'cmi.core.score.'; if (v2004) set(s + 'scaled', String(raw / 100)); set(s + 'raw', String(raw)); set(s + 'min', '0'); set(s + 'max', '100'); }
  function result(status, success) { if (v2004) { set('cmi.success_status', success); set('cmi.completion_status', 'completed'); } else set('cmi.core.lesson_status', status); }
  call(f.init, '');
  function show() { ['entry', 'name', 'location', 'status', 'total'].forEach(function (id) { document.getElementById(id).textContent = call(f.get, e[id]); }); document.getElementById('suspend').textContent = call(f.get, 'cmi.suspend_data').slice(0, 200); }
  show();
  var on = function (id, act) { document.getElementById(id).onclick = function () { act(); document.getElementById(id).dataset.done = '1'; }; };
  on('bookmark', function () { set(e.location, 'page-3'); set('cmi.suspend_data', 'state-3'); set(e.exit, 'suspend'); commit(); });
  on('incomplete', function () { set(e.status, 'incomplete'); commit(); });
  on('pass85', function () { score(85); result('passed', 'passed'); commit(); });
  on('fail40', function () { score(40); result('failed', 'failed'); commit(); });
  on('complete', function () { set(e.status, 'completed'); commit(); });
  on('score', function () { score(70); commit(); });
  on('big', function () { set('cmi.suspend_data', new Array(300 * 1024 + 1).join('b')); commit(); });
  on('interaction', function () {
    set('cmi.interactions.0.id', 'question-1'); set('cmi.interactions.0.type', 'choice');
    set('cmi.interactions.0.' + (v2004 ? 'learner_response' : 'student_response'), 'a'); set('cmi.interactions.0.result', 'correct'); commit();
  });
  on('exit', function () { end('suspend'); });
  on('finish', function () { end(v2004 ? 'normal' : ''); });
})();`;

export interface Scorm12Options {
  title?: string;
  /** Number of SCOs; each is an item of its own. */
  scos?: number;
  masteryScore?: number;
  /** Wraps everything in this top folder. */
  nestedIn?: string;
  extraFiles?: PackageFile[];
  /** Replaces the manifest. */
  manifest?: string | Buffer;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** The manifest of a SCORM 1.2 course of our own. */
export function scorm12Manifest({ title = 'Sample course', scos = 1, masteryScore }: Scorm12Options = {}): string {
  const item = (n: number) =>
    `<item identifier="ITEM-${n}" identifierref="RES-${n}"><title>${escaped(scos === 1 ? title : `Lesson ${n}`)}</title>${masteryScore === undefined ? '' : `<adlcp:masteryscore>${masteryScore}</adlcp:masteryscore>`}</item>`;
  const resource = (n: number) =>
    `<resource identifier="RES-${n}" type="webcontent" adlcp:scormtype="sco" href="sco${n}.html"><file href="sco${n}.html"/><file href="sco.js"/></resource>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="COURSE-12" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="ORG-1"><organization identifier="ORG-1"><title>${escaped(title)}</title>${numbers(scos).map(item).join('')}</organization></organizations>
<resources>${numbers(scos).map(resource).join('')}</resources>
</manifest>`;
}

/** A working SCORM 1.2 course. Buttons: #bookmark #incomplete #pass85 #fail40 #complete #score #interaction #big #exit #finish. */
export function makeScorm12Zip(options: Scorm12Options = {}): Promise<Buffer> {
  const { scos = 1, title = 'Sample course' } = options;
  const files: PackageFile[] = [
    { name: 'imsmanifest.xml', data: options.manifest ?? scorm12Manifest(options) },
    ...numbers(scos).map((n) => ({ name: `sco${n}.html`, data: scoPage(escaped(scos === 1 ? title : `Lesson ${n}`)) })),
    { name: 'sco.js', data: scoScript },
    ...(options.extraFiles ?? []),
  ];
  return makeZip(files.map((file) => ({ ...file, name: `${options.nestedIn ? `${options.nestedIn}/` : ''}${file.name}` })));
}

export interface Scorm2004Options {
  title?: string;
  scos?: number;
  edition?: '2004 3rd Edition' | '2004 4th Edition' | 'CAM 1.3';
  /** XML put below the organization (imsss:sequencing). */
  sequencing?: string;
  /** XML put below the item of that number, from 1. */
  itemSequencing?: Record<number, string>;
}

/** A working SCORM 2004 course with the same buttons. */
export function makeScorm2004Zip(options: Scorm2004Options = {}): Promise<Buffer> {
  const { title = 'Sample course 2004', scos = 1, edition = '2004 4th Edition' } = options;
  const item = (n: number) => `<item identifier="ITEM-${n}" identifierref="RES-${n}"><title>${escaped(scos === 1 ? title : `Lesson ${n}`)}</title>${options.itemSequencing?.[n] ?? ''}</item>`;
  const resource = (n: number) => `<resource identifier="RES-${n}" type="webcontent" adlcp:scormType="sco" href="sco${n}.html"><file href="sco${n}.html"/><file href="sco.js"/></resource>`;
  const manifest = `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="COURSE-2004" version="1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss" xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3">
<metadata><schema>ADL SCORM</schema><schemaversion>${edition}</schemaversion></metadata>
<organizations default="ORG-1"><organization identifier="ORG-1"><title>${escaped(title)}</title>${numbers(scos).map(item).join('')}${options.sequencing ?? ''}</organization></organizations>
<resources>${numbers(scos).map(resource).join('')}</resources>
</manifest>`;
  return makeZip([
    { name: 'imsmanifest.xml', data: manifest },
    ...numbers(scos).map((n) => ({ name: `sco${n}.html`, data: scoPage(escaped(scos === 1 ? title : `Lesson ${n}`)).replace('<html ', '<html data-standard="2004" ') })),
    { name: 'sco.js', data: scoScript },
  ]);
}
