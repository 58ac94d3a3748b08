import { packageRefused } from '../courses.failures';
import type { Activity, Cmi5Unit, CourseStructure, LanguageText, MoveOn } from './course-structure.rules';
import { launchPageOf } from './launch-pages.rules';
import { attributeOf, childOf, childrenOf, numberOf, textOf, type XmlElement } from './parse-xml.rules';
import type { PackageFiles } from './read-resources.rules';

interface Reading {
  file: string;
  files: PackageFiles;
  warnings: string[];
  seen: Set<string>;
  objectives: Set<string>;
}

const longest = { title: 1000, id: 2000, text: 64 * 1024 } as const;
const moveOns: readonly MoveOn[] = ['Passed', 'Completed', 'CompletedAndPassed', 'CompletedOrPassed', 'NotApplicable'];

/** Reads the course structure of cmi5 (13.1). Failures: package-refused with file, line and mend. */
export function readCmi5Structure(root: XmlElement, file: string, files: PackageFiles): { structure: CourseStructure; warnings: string[]; webPath: string } {
  if (root.name !== 'courseStructure') throw packageRefused(`${file}, line ${root.line}: the root element is <${root.name}>, not <courseStructure>; this is no cmi5 course structure`);
  const course = childOf(root, 'course');
  if (!course) throw packageRefused(`${file}, line ${root.line}: <courseStructure> has no <course>; add it with an id and a title`);
  const reading: Reading = { file, files, warnings: [], seen: new Set(), objectives: new Set(objectiveIds(childOf(root, 'objectives'), 'id')) };
  const id = idOf(course, reading);
  const titles = textsOf(childOf(course, 'title'));
  const activity: Activity = { id, title: titleOf(course, id, reading), kind: 'AGGREGATION', visible: true, children: partsOf(root, reading) };
  const first = firstUnit(activity);
  if (!first?.href) throw packageRefused(`${file}, line ${root.line}: the course has no <au>; add the unit that is to be launched`);
  const language = titles[0]?.language;
  return {
    structure: { standard: 'CMI5', identifier: id, title: activity.title, ...(language ? { language } : {}), metadata: { titles, descriptions: textsOf(childOf(course, 'description')), keywords: [] }, root: activity },
    warnings: reading.warnings,
    webPath: `${first.href}${first.query ?? ''}`,
  };
}

const firstUnit = (activity: Activity): Activity | undefined => (activity.href ? activity : activity.children.map(firstUnit).find(Boolean));

/** Blocks and units in the order of the file; a block without units below it is left out. */
function partsOf(element: XmlElement, reading: Reading): Activity[] {
  return element.children.flatMap((child) => {
    if (child.name === 'au') return [unitOf(child, reading)];
    if (child.name !== 'block') return [];
    const id = idOf(child, reading);
    const children = partsOf(child, reading);
    if (!children.length) reading.warnings.push(`${reading.file}, line ${child.line}: the block [${id}] has no unit; it is left out, so give it one or remove it`);
    return children.length ? [{ id, title: titleOf(child, id, reading), kind: 'AGGREGATION' as const, visible: true, children, ...objectivesOf(child, reading) }] : [];
  });
}

function unitOf(element: XmlElement, reading: Reading): Activity {
  const id = idOf(element, reading);
  const place = `${reading.file}, line ${element.line}: the unit [${id}]`;
  const url = textOf(element, 'url');
  if (!url) throw packageRefused(`${place} has no <url>; name the page that starts it`);
  const page = launchPageOf(url, reading.files);
  if (typeof page === 'string') throw packageRefused(`${place}: ${page}`);
  const mastery = attributeOf(element, 'masteryScore');
  const masteryScore = numberOf(mastery);
  if (mastery !== undefined && (masteryScore === undefined || masteryScore < 0 || masteryScore > 1)) throw packageRefused(`${place}: the masteryScore [${mastery}] is no number from 0 to 1; correct it`);
  return {
    id, title: titleOf(element, id, reading), kind: 'SCO', visible: true, children: [], ...page,
    ...(masteryScore === undefined ? {} : { masteryScore: Math.round(masteryScore * 1e6) / 1e4 }), ...objectivesOf(element, reading), cmi5: cmi5Of(element, place, reading),
  };
}

function cmi5Of(element: XmlElement, place: string, reading: Reading): Cmi5Unit {
  const wanted = attributeOf(element, 'moveOn') ?? 'NotApplicable';
  const moveOn = moveOns.find((one) => one.toLowerCase() === wanted.toLowerCase());
  if (!moveOn) throw packageRefused(`${place}: the moveOn [${wanted}] is none of ${moveOns.join(', ')}; correct it`);
  const method = attributeOf(element, 'launchMethod') ?? 'AnyWindow';
  if (!/^(Any|Own)Window$/i.test(method)) reading.warnings.push(`${place}: the launchMethod [${method}] is neither AnyWindow nor OwnWindow; AnyWindow is taken until it is one of them`);
  const parts = { launchParameters: textOf(element, 'launchParameters'), entitlementKey: textOf(element, 'entitlementKey'), activityType: attributeOf(element, 'activityType') };
  for (const [name, value] of Object.entries(parts)) if (value && value.length > longest.text) throw packageRefused(`${place}: its ${name} is longer than ${longest.text} characters; shorten it`);
  return { moveOn, launchMethod: /^OwnWindow$/i.test(method) ? 'OwnWindow' : 'AnyWindow', ...(Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Partial<Cmi5Unit>) };
}

const objectiveIds = (objectives: XmlElement | undefined, attribute: string) => childrenOf(objectives, 'objective').flatMap((one) => attributeOf(one, attribute) ?? []);

function objectivesOf(element: XmlElement, reading: Reading): Pick<Activity, 'sequencing'> {
  const ids = objectiveIds(childOf(element, 'objectives'), 'idref');
  for (const id of ids) if (!reading.objectives.has(id)) reading.warnings.push(`${reading.file}, line ${element.line}: there is no objective [${id}] in the course; add it to <objectives> or remove the reference`);
  return ids.length ? { sequencing: { objectives: ids.map((id) => ({ id, primary: false, maps: [] })) } } : {};
}

/** cmi5 3.0: ids are full IRIs; each names one thing of the course. */
function idOf(element: XmlElement, reading: Reading): string {
  const id = attributeOf(element, 'id');
  const place = `${reading.file}, line ${element.line}`;
  if (!id) throw packageRefused(`${place}: <${element.name}> has no id; give it an IRI of its own`);
  if (id.length > longest.id || !/^[a-z][a-z0-9+.-]*:\S+$/i.test(id)) throw packageRefused(`${place}: the id [${id.slice(0, 200)}] of <${element.name}> is no absolute IRI of at most ${longest.id} characters; correct it`);
  if (reading.seen.has(id)) throw packageRefused(`${place}: the id [${id}] is used twice; give each course, block and unit an id of its own`);
  reading.seen.add(id);
  return id;
}

const textsOf = (element: XmlElement | undefined): LanguageText[] =>
  childrenOf(element, 'langstring').slice(0, 50).flatMap((one) => {
    const [value, language] = [one.text.replace(/\s+/g, ' ').trim().slice(0, 10_000), attributeOf(one, 'lang')];
    return value ? [{ value, ...(language ? { language } : {}) }] : [];
  });

function titleOf(element: XmlElement, id: string, reading: Reading): string {
  const title = textsOf(childOf(element, 'title'))[0]?.value.slice(0, longest.title);
  if (!title) reading.warnings.push(`${reading.file}, line ${element.line}: <${element.name}> [${id}] has no title; its id is shown until it has one`);
  return title ?? id.slice(0, longest.title);
}
