import { packageRefused } from '../courses.failures';
import type { CourseStructure, LanguageText } from './course-structure.rules';
import { launchPageOf } from './launch-pages.rules';
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from './parse-xml.rules';
import type { PackageFiles } from './read-resources.rules';

const longest = { title: 1000, id: 2000 } as const;

const textsOf = (element: XmlElement, name: string): LanguageText[] =>
  childrenOf(element, name).slice(0, 50).flatMap((one) => {
    const [value, language] = [one.text.replace(/\s+/g, ' ').trim().slice(0, 10_000), attributeOf(one, 'lang')];
    return value ? [{ value, ...(language ? { language } : {}) }] : [];
  });

/** Reads tincan.xml: the first activity with a launch page is the course. Failures: package-refused with file, line and mend. */
export function readTincan(root: XmlElement, file: string, files: PackageFiles): { structure: CourseStructure; warnings: string[]; webPath: string } {
  if (root.name !== 'tincan') throw packageRefused(`${file}, line ${root.line}: the root element is <${root.name}>, not <tincan>; this is no xAPI course`);
  const activities = childrenOf(childOf(root, 'activities'), 'activity');
  const [first, ...more] = activities.filter((activity) => textOf(activity, 'launch'));
  if (!first) throw packageRefused(`${file}, line ${root.line}: no <activity> has a <launch>; name the page that starts the course`);
  const id = attributeOf(first, 'id');
  const place = `${file}, line ${first.line}`;
  if (!id || id.length > longest.id || !/^[a-z][a-z0-9+.-]*:\S+$/i.test(id)) throw packageRefused(`${place}: the activity has no id that is an absolute IRI of at most ${longest.id} characters; correct it`);
  const page = launchPageOf(textOf(first, 'launch') ?? '', files);
  if (typeof page === 'string') throw packageRefused(`${place}: the activity [${id}]: ${page}`);
  const titles = textsOf(first, 'name');
  const title = titles[0]?.value.slice(0, longest.title) ?? id;
  const warnings = [
    ...(more.length ? [`${file}, line ${more[0]?.line}: ${more.length} more activities have a launch page; the course is the first one, so put the others into packages of their own`] : []),
    ...(titles.length ? [] : [`${place}: the activity [${id}] has no name; its id is shown until it has one`]),
  ];
  const language = titles[0]?.language ?? attributeOf(childOf(first, 'launch'), 'lang');
  return {
    structure: {
      standard: 'XAPI', identifier: id, title, ...(language ? { language } : {}), metadata: { titles, descriptions: textsOf(first, 'description'), keywords: [] },
      root: { id, title, kind: 'SCO', visible: true, children: [], ...page },
    },
    warnings,
    webPath: `${page.href}${page.query ?? ''}`,
  };
}
