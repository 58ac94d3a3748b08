import { packageRefused } from '../courses.failures';
import type { Activity, CourseStructure } from './course-structure.rules';
import { type AiccRecord, type AiccTable, decodeAicc, readAiccSections, readAiccTable } from './read-aicc-tables.rules';
import { type PackageFiles, resolvePath } from './read-resources.rules';

/** The descriptor files by extension in lower case. */
export type AiccFiles = ReadonlyMap<string, { path: string; bytes: Uint8Array }>;
export const aiccExtensions = ['crs', 'au', 'des', 'cst', 'pre', 'ort', 'cmp'] as const;

interface Reading {
  files: PackageFiles;
  /** Of the descriptor files, with its slash. */
  folder: string;
  warnings: string[];
  units: Map<string, AiccRecord>;
  titles: Map<string, AiccRecord>;
  prerequisites: Map<string, string>;
  objectives: Map<string, string[]>;
  blocks: Map<string, { id: string; members: string[]; line: number }>;
  auFile: string;
  cstFile: string;
  placed: Set<string>;
}

const longestTitle = 1000;
const deepest = 50;
const idOf = (id: string) => id.toLowerCase();

/** Reads the descriptor files of a course (AICC CMI001, 4). Failures: package-refused with file, line and mend. */
export function readAiccCourse(descriptors: AiccFiles, files: PackageFiles): { structure: CourseStructure; warnings: string[]; webPath: string } {
  const crs = needed(descriptors, 'crs', 'the course file');
  const sections = readAiccSections(decodeAicc(crs.bytes, crs.path));
  const course = sections.get('course')?.values;
  if (!course) throw packageRefused(`${crs.path}: there is no section [Course]; add it with Course_ID and Course_Title`);
  const reading = read(descriptors, files, crs.path.slice(0, crs.path.lastIndexOf('/') + 1));
  const root = rootOf(reading, course.get('course_title')?.slice(0, longestTitle) || course.get('course_id') || 'AICC course');
  const units = unitsOf(root);
  const first = units[0];
  if (!first?.href) throw packageRefused(`${reading.cstFile}: the course has no assignable unit; name the units of ${reading.auFile} as members of the block ROOT`);
  const left = [...reading.units.keys()].filter((id) => !reading.placed.has(id));
  if (left.length) reading.warnings.push(`${reading.cstFile}: ${left.length} of the units of ${reading.auFile} are in no block and are left out, such as [${reading.units.get(left[0] ?? '')?.get('system_id')}]; make them members of a block`);
  const total = Number(course.get('total_aus') ?? Number.NaN);
  if (Number.isFinite(total) && total !== units.length) reading.warnings.push(`${crs.path}: Total_AUs is ${total}, but the course has ${units.length}; correct the number, or look for units that are missing`);
  const description = sections.get('course_description')?.text.trim();
  return {
    structure: {
      standard: 'AICC', identifier: course.get('course_id')?.slice(0, longestTitle) || root.id, title: root.title,
      metadata: { titles: [], descriptions: description ? [{ value: description.slice(0, 10_000) }] : [], keywords: [], ...(course.get('version') ? { version: course.get('version') } : {}) }, root,
    },
    warnings: reading.warnings,
    webPath: `${first.href}${first.query ?? ''}`,
  };
}

function needed(descriptors: AiccFiles, extension: string, what: string): { path: string; bytes: Uint8Array } {
  const found = descriptors.get(extension);
  if (found) return found;
  throw packageRefused(`${descriptors.get('crs')?.path}: ${what} (.${extension}) is not beside it; add the file or publish the course again from your authoring tool`);
}

function read(descriptors: AiccFiles, files: PackageFiles, folder: string): Reading {
  const table = (extension: string, what: string, fields: readonly string[]) => {
    const { path, bytes } = needed(descriptors, extension, what);
    return readAiccTable(bytes, path, fields);
  };
  const au = table('au', 'the file of assignable units', ['system_id', 'file_name']);
  const des = table('des', 'the file of descriptions', ['system_id']);
  const warnings: string[] = [];
  const cst = descriptors.has('cst') ? table('cst', 'the course structure', ['block', 'member']) : undefined;
  if (!cst) warnings.push(`${au.file}: there is no course structure file (.cst); the units stand in the order of this file; add one where that is not the order of the course`);
  const units = keyed(au, warnings);
  const blocks = blocksOf(cst, units, warnings);
  return {
    files, folder, warnings, units, blocks, titles: keyed(des, warnings), prerequisites: pairsOf(descriptors, 'pre', ['structure_element', 'prerequisite'], warnings),
    objectives: objectivesOf(descriptors, warnings), auFile: au.file, cstFile: cst?.file ?? au.file, placed: new Set(),
  };
}

function keyed(table: AiccTable, warnings: string[]): Map<string, AiccRecord> {
  const found = new Map<string, AiccRecord>();
  for (const record of table.records) {
    const id = record.get('system_id');
    if (id === undefined || id.length > 255 || idOf(id) in {}) throw packageRefused(`${table.file}, line ${record.line}: the system_id [${id ?? ''}] is ${id === undefined ? 'empty' : 'too long or a reserved word'}; give the record an id of its own`);
    if (found.has(idOf(id))) warnings.push(`${table.file}, line ${record.line}: the system_id [${id}] is used twice; the first one is taken, so give each unit an id of its own`);
    else found.set(idOf(id), record);
  }
  return found;
}

function blocksOf(cst: AiccTable | undefined, units: ReadonlyMap<string, AiccRecord>, warnings: string[]): Reading['blocks'] {
  const blocks: Reading['blocks'] = new Map();
  for (const record of cst?.records ?? []) {
    const id = record.get('block');
    if (id === undefined || id.length > 255 || idOf(id) in {}) throw packageRefused(`${cst?.file}, line ${record.line}: the block [${id ?? ''}] has no usable id; name the block in the first column`);
    const known = blocks.get(idOf(id));
    if (known) known.members.push(...record.all('member'));
    else blocks.set(idOf(id), { id, members: record.all('member'), line: record.line });
    if (!known && units.has(idOf(id))) warnings.push(`${cst?.file}, line ${record.line}: [${id}] is a unit and a block; the unit is taken as the first of its own block; give them ids of their own`);
  }
  if (!cst) blocks.set('root', { id: 'ROOT', members: [...units.values()].flatMap((unit) => unit.get('system_id') ?? []), line: 1 });
  return blocks;
}

/** Tables that a course can be opened without: their faults are warnings. */
function optionalTable(descriptors: AiccFiles, extension: string, fields: readonly string[], warnings: string[]): AiccTable | undefined {
  const file = descriptors.get(extension);
  if (!file) return undefined;
  try {
    return readAiccTable(file.bytes, file.path, fields);
  } catch (error) {
    warnings.push(`${error instanceof Error ? error.message : file.path} (the file is left out until it is corrected)`);
    return undefined;
  }
}

function pairsOf(descriptors: AiccFiles, extension: string, [from, to]: readonly [string, string], warnings: string[]): Map<string, string> {
  const table = optionalTable(descriptors, extension, [from, to], warnings);
  return new Map((table?.records ?? []).flatMap((record) => (record.get(from) && record.get(to) ? [[idOf(record.get(from) ?? ''), record.get(to) ?? ''] as const] : [])));
}

function objectivesOf(descriptors: AiccFiles, warnings: string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const record of optionalTable(descriptors, 'ort', ['course_element', 'member'], warnings)?.records ?? []) {
    const id = idOf(record.get('course_element') ?? '');
    found.set(id, [...(found.get(id) ?? []), ...record.all('member')].slice(0, 1000));
  }
  return found;
}

function rootOf(reading: Reading, title: string): Activity {
  const members = new Set([...reading.blocks.values()].flatMap((block) => block.members.map(idOf)));
  const top = reading.blocks.get('root') ?? [...reading.blocks.values()].find(({ id }) => !members.has(idOf(id)));
  if (!top) throw packageRefused(`${reading.cstFile}: there is no block ROOT, and every block is a member of another one; add a line for the block ROOT`);
  if (idOf(top.id) !== 'root') reading.warnings.push(`${reading.cstFile}: there is no block ROOT; [${top.id}] is taken for it, so name the topmost block ROOT`);
  return { ...blockOf(top, [], reading), title };
}

function blockOf(block: { id: string; members: string[]; line: number }, above: readonly string[], reading: Reading): Activity {
  const key = idOf(block.id);
  if (above.includes(key)) throw packageRefused(`${reading.cstFile}, line ${block.line}: the block [${block.id}] holds itself; take it out of its own members`);
  if (above.length >= deepest) throw packageRefused(`${reading.cstFile}, line ${block.line}: blocks are nested deeper than ${deepest} levels; flatten the course`);
  const self = reading.units.get(key);
  const own = self && !reading.placed.has(key) ? [unitOf(key, self, reading)] : [];
  const children = block.members.flatMap((member) => memberOf(member, block, [...above, key], reading));
  return { id: self ? `${block.id}.block` : block.id, title: titleOf(key, block.id, reading), kind: 'AGGREGATION', visible: true, children: [...own, ...children], ...prerequisiteOf(key, reading) };
}

function memberOf(member: string, block: { id: string; line: number }, above: readonly string[], reading: Reading): Activity[] {
  const key = idOf(member);
  const [inner, unit] = [reading.blocks.get(key), reading.units.get(key)];
  if (inner && !(above.at(-1) === key && unit)) {
    if (reading.placed.has(`block ${key}`) && !above.includes(key)) return twice(member, block, reading);
    reading.placed.add(`block ${key}`);
    return [blockOf(inner, above, reading)];
  }
  if (!unit) throw packageRefused(`${reading.cstFile}, line ${block.line}: the member [${member}] of the block [${block.id}] is neither a unit of ${reading.auFile} nor a block; correct its id or add it`);
  return reading.placed.has(key) ? twice(member, block, reading) : [unitOf(key, unit, reading)];
}

function twice(member: string, block: { id: string; line: number }, reading: Reading): Activity[] {
  reading.warnings.push(`${reading.cstFile}, line ${block.line}: [${member}] is a member twice; its first place is taken, so remove the others`);
  return [];
}

const titleOf = (key: string, id: string, reading: Reading) => reading.titles.get(key)?.get('title')?.replace(/\s+/g, ' ').slice(0, longestTitle) ?? id;
const prerequisiteOf = (key: string, reading: Reading) => (reading.prerequisites.has(key) ? { prerequisites: reading.prerequisites.get(key) } : {});

function unitOf(key: string, record: AiccRecord, reading: Reading): Activity {
  reading.placed.add(key);
  const id = record.get('system_id') ?? key;
  const objectives = reading.objectives.get(key);
  const found = {
    masteryScore: masteryOf(record, reading), parameters: record.get('web_launch'), maxTimeAllowed: record.get('max_time_allowed'), timeLimitAction: record.get('time_limit_action'), dataFromLms: record.get('core_vendor'),
    sequencing: objectives && { objectives: objectives.map((objective) => ({ id: objective, primary: false, maps: [] })) },
  };
  return {
    id, title: titleOf(key, id, reading), kind: 'SCO', visible: true, children: [], ...pageOf(record, id, reading), ...prerequisiteOf(key, reading),
    ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)),
  };
}

function masteryOf(record: AiccRecord, reading: Reading): number | undefined {
  const text = record.get('mastery_score');
  const score = Number(text ?? Number.NaN);
  if (text !== undefined && !Number.isFinite(score)) reading.warnings.push(`${reading.auFile}, line ${record.line}: the mastery_score [${text}] is no number; it is left out until it is one`);
  return Number.isFinite(score) ? score : undefined;
}

/** The page of a unit: an address, or a path from the descriptor files' folder or from the top. */
function pageOf(record: AiccRecord, id: string, reading: Reading): Pick<Activity, 'href' | 'query'> {
  const place = `${reading.auFile}, line ${record.line}: the unit [${id}]`;
  const name = record.get('file_name');
  if (!name) throw packageRefused(`${place} has no file_name; name the page that starts it`);
  const [, path = '', query] = /^([^?#]*)([?#].*)?$/s.exec(name) ?? [];
  if (/^https?:\/\//i.test(name)) {
    if (!URL.canParse(name)) throw packageRefused(`${place}: the address [${name.slice(0, 200)}] is not valid; correct its file_name`);
    return { href: path, ...(query ? { query } : {}) };
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(name)) throw packageRefused(`${place}: the address [${name.slice(0, 200)}] is no http(s) address and no file of the package; correct its file_name`);
  const found = [reading.folder, ''].flatMap((folder) => [path, decoded(path)].flatMap((one) => reading.files.find(resolvePath(folder, one) ?? '') ?? []))[0];
  if (found === undefined) throw packageRefused(`${place}: its page [${path}] is not in the package; add the file or correct the file_name`);
  return { href: found, ...(query ? { query } : {}) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const unitsOf = (activity: Activity): Activity[] => (activity.children.length ? activity.children.flatMap(unitsOf) : activity.kind === 'SCO' ? [activity] : []);
