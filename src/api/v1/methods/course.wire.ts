import type { CourseRow } from '../../../courses/find-courses';
import type { ListedFile } from '../../../courses/files/list-course-files';
import type { Activity, CourseStructure } from '../../../courses/manifests/course-structure.rules';
import { toldMetadata } from '../../../courses/manifests/told-metadata.rules';
import { dateOf } from '../v1-parameters';
import { stampOf } from '../v1-signature.rules';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';

export interface CourseExtras {
  versions: number;
  registrations: number;
  tags: readonly string[];
}

/** One course; with its versions where all of them are told. */
export function toCourse({ course, version }: CourseRow, extra: CourseExtras, versions?: readonly { version: number; updatedAt: number }[]): Xml {
  const { structure } = version;
  return element(
    'course', { id: course.id, title: version.title, versions: extra.versions, registrations: extra.registrations, size: version.byteSize },
    ...(versions ? [element('versions', {}, ...versions.map((one) => element('version', {}, element('versionId', {}, one.version), element('updateDate', {}, dateOf(one.updatedAt)))))] : []),
    element('tags', {}, ...extra.tags.map((tag) => element('tag', {}, tag))), element('learningStandard', {}, version.standard),
    ...(version.standard === 'XAPI' ? [element('tinCanActivityId', {}, structure.root.id)] : []), element('createDate', {}, dateOf(course.createdAt)),
  );
}

/** The metadata of a course and of its top activity; with those below when `deep`. */
export function toPackageMetadata(structure: CourseStructure, deep: boolean): Xml {
  const { title = structure.title, description, duration, typicalTime, keywords } = toldMetadata(structure);
  const mastery = structure.root.masteryScore ?? (structure.root.children.length === 1 ? structure.root.children[0]?.masteryScore : undefined);
  const told = { description, duration, typicaltime: typicalTime };
  return element(
    'package', {},
    element(
      'metadata', {}, element('title', {}, title), ...Object.entries(told).map(([name, value]) => element(name, {}, value)), element('keywords', {}, ...keywords.map((keyword) => element('keyword', {}, keyword))),
      ...(mastery === undefined ? [] : [element('masteryscore', {}, mastery)]),
    ),
    toObject(structure.root, told, deep),
  );
}

function toObject({ id, title, children }: Activity, told: { description?: string; duration?: string; typicaltime?: string }, deep: boolean): Xml {
  const { description, duration, typicaltime } = told;
  const below = deep && children.length ? [element('children', {}, ...children.map((child) => toObject(child, {}, true)))] : [];
  return element('object', { id, title, description, duration, typicaltime }, ...below);
}

const toFile = (name: string, { size, modified }: Pick<ListedFile, 'size' | 'modified'>): Xml => element('file', { name, size, modified: stampOf(modified) });

/** Files below a folder as it is nested, in alphabetical order; `files` are in that order and `depth` characters of their paths are taken off. */
export function* toEntries(files: readonly ListedFile[], depth = 0): Generator<Xml> {
  for (let from = 0; from < files.length; ) {
    const file = files[from] as ListedFile;
    const slash = file.path.indexOf('/', depth);
    if (slash < 0) {
      yield toFile(file.path.slice(depth), file);
      from++;
      continue;
    }
    const folder = file.path.slice(0, slash + 1);
    let to = from + 1;
    while (files[to]?.path.startsWith(folder)) to++;
    yield element('dir', { name: file.path.slice(depth, slash) }, ...toEntries(files.slice(from, to), folder.length));
    from = to;
  }
}
