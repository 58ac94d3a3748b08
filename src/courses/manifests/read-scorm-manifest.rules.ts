import { packageRefused } from '../courses.failures';
import type { Activity, CourseStructure, LearningStandard, Sequencing } from './course-structure.rules';
import { attributeOf, childOf, childrenOf, numberOf, textOf, truthOf, type XmlElement } from './parse-xml.rules';
import { readLom } from './read-lom.rules';
import { type PackageFiles, type Resource, readResources } from './read-resources.rules';
import { readSequencing, sequencingCollectionOf } from './read-sequencing.rules';

interface Reading {
  file: string;
  scorm2004: boolean;
  resources: Map<string, Resource>;
  collection: Map<string, XmlElement>;
  warnings: string[];
  /** Identifiers taken, and the number the next twin may try. */
  seen: Map<string, number>;
}

const schemaNamed: [RegExp, LearningStandard][] = [
  [/^1\.2$/, 'SCORM12'],
  [/4th/i, 'SCORM20044THEDITION'],
  [/3rd/i, 'SCORM20043RDEDITION'],
  [/cam\s*1\.3|2nd|^1\.3$/i, 'SCORM20042NDEDITION'],
];

const longestTitle = 1000;
const notScorm = /common cartridge|\bQTI\b|question.{0,3}test/i;

/** The edition by schemaversion; by the namespaces used where that says nothing or the opposite. */
function standardOf(manifest: XmlElement, namespaces: string, warnings: string[], file: string): LearningStandard {
  const metadata = childOf(manifest, 'metadata');
  const schema = textOf(metadata, 'schema') ?? '';
  if (notScorm.test(schema)) throw packageRefused(`${file}, line ${manifest.line}: the package is [${schema}], not SCORM. SCORM 1.2 and SCORM 2004 packages can be imported; publish the course as one of them`);
  const named = textOf(metadata, 'schemaversion');
  const is12 = namespaces.includes('adlcp_rootv1p2');
  const is2004 = !is12 && /adlcp_v1p3|imscp_v1p1|adlseq_v1p3|imsss/.test(namespaces);
  const found = schemaNamed.find(([pattern]) => pattern.test(named ?? ''))?.[1];
  if (found && (is12 || is2004 ? found.startsWith('SCORM2004') === is2004 : true)) return found;
  warnings.push(`${file}, line ${manifest.line}: schemaversion is ${named ? `[${named}]` : 'missing'}; the package is taken as ${is2004 ? 'SCORM 2004 3rd Edition' : 'SCORM 1.2'} by its namespaces; name 1.2, 2004 3rd Edition or 2004 4th Edition`);
  return is2004 ? 'SCORM20043RDEDITION' : 'SCORM12';
}

/** Reads a SCORM 1.2 (CAM 1.2) or SCORM 2004 (CAM 1.3) manifest. Failures: package-refused with file, line and mend. */
export function readScormManifest(manifest: XmlElement, file: string, files: PackageFiles, namespaces: string): { structure: CourseStructure; warnings: string[]; webPath: string } {
  const warnings: string[] = [];
  if (manifest.name !== 'manifest') throw packageRefused(`${file}, line ${manifest.line}: the root element is <${manifest.name}>, not <manifest>; this is no SCORM manifest`);
  if (childrenOf(manifest, 'manifest').length) warnings.push(`${file}, line ${childOf(manifest, 'manifest')?.line}: a manifest inside the manifest is not read; bring its items in the outer one`);
  const standard = standardOf(manifest, namespaces, warnings, file);
  const scorm2004 = standard.startsWith('SCORM2004');
  const resources = readResources(manifest, file, files, warnings);
  const reading: Reading = { file, scorm2004, resources, collection: sequencingCollectionOf(manifest), warnings, seen: new Map() };
  const organization = organizationOf(manifest, reading);
  const root = activityOf(organization, reading);
  const first = firstLaunchable(root);
  if (!first?.href) throw packageRefused(`${file}, line ${organization.line}: the organization has no item that can be launched; give an item an identifierref to a resource with an href`);
  const lom = readLom(lomOf(manifest, organization));
  const { language, ...metadata } = lom;
  return {
    structure: {
      standard, identifier: attributeOf(manifest, 'identifier') ?? root.id, title: root.title, ...(language && { language }), metadata, root,
      objectivesGlobalToSystem: truthOf(organization, 'objectivesGlobalToSystem'), sharedDataGlobalToSystem: truthOf(organization, 'sharedDataGlobalToSystem'),
    },
    warnings,
    webPath: `${first.href}${first.query ?? ''}`,
  };
}

function lomOf(manifest: XmlElement, organization: XmlElement): XmlElement | undefined {
  const ofManifest = childOf(childOf(manifest, 'metadata'), 'lom');
  return ofManifest ?? childOf(childOf(organization, 'metadata'), 'lom');
}

function organizationOf(manifest: XmlElement, reading: Reading): XmlElement {
  const organizations = childOf(manifest, 'organizations');
  const all = childrenOf(organizations, 'organization');
  const wanted = attributeOf(organizations, 'default');
  const found = all.find((one) => attributeOf(one, 'identifier') === wanted);
  const first = all[0];
  if (!first) throw packageRefused(`${reading.file}, line ${organizations?.line ?? manifest.line}: there is no organization; a course to be launched needs one with items`);
  if (found) return found;
  if (wanted || all.length > 1) reading.warnings.push(`${reading.file}, line ${organizations?.line}: ${wanted ? `the default organization [${wanted}] does not exist` : 'no default organization is named'}; the first one is taken, so name it in <organizations default>`);
  return first;
}

const firstLaunchable = (activity: Activity): Activity | undefined => (activity.href ? activity : activity.children.map(firstLaunchable).find(Boolean));

function idOf(element: XmlElement, reading: Reading): string {
  const given = attributeOf(element, 'identifier') ?? `line-${element.line}`;
  let id = given;
  let n = reading.seen.get(given) ?? 2;
  for (; reading.seen.has(id) || id in {}; n++) id = `${given}-${n}`;
  if (id !== given) reading.warnings.push(`${reading.file}, line ${element.line}: the identifier [${given}] is ${given in {} ? 'a reserved word' : 'used twice'}; this one is taken as [${id}], so give it one of its own`);
  reading.seen.set(given, n).set(id, reading.seen.get(id) ?? 2);
  return id;
}

/** An item, or nothing when neither it nor an item below it can be opened: a unit nobody can open would keep the course from being completed. */
function itemOf(element: XmlElement, reading: Reading): Activity[] {
  const activity = activityOf(element, reading);
  if (activity.kind !== 'AGGREGATION' || activity.children.length) return [activity];
  reading.warnings.push(`${reading.file}, line ${element.line}: the item [${activity.id}] has neither a resource nor items below it; it is left out, so give it one or remove it`);
  return [];
}

function activityOf(element: XmlElement, reading: Reading): Activity {
  const id = idOf(element, reading);
  const title = textOf(element, 'title')?.replace(/\s+/g, ' ').slice(0, longestTitle);
  if (!title) reading.warnings.push(`${reading.file}, line ${element.line}: <${element.name}> [${id}] has no title; its identifier is shown until it has one`);
  const children = childrenOf(element, 'item').flatMap((item) => itemOf(item, reading));
  const resource = resourceOf(element, id, children.length > 0, reading);
  const sequencing = sequencingOf(element, reading);
  return {
    id, title: title ?? id, kind: resource?.kind ?? 'AGGREGATION', visible: truthOf(element, 'isvisible') ?? true, children,
    ...(resource && { href: resource.href, ...(resource.query && { query: resource.query }), resourceIdentifier: resource.id }),
    ...(attributeOf(element, 'parameters') && { parameters: attributeOf(element, 'parameters') }),
    ...extensionsOf(element, sequencing, reading),
    ...(sequencing && { sequencing }),
  };
}

/** The adlcp (and adlnav) elements of an item. */
function extensionsOf(element: XmlElement, sequencing: Sequencing | undefined, reading: Reading): Partial<Activity> {
  const threshold = childOf(element, 'completionThreshold');
  const hidden = childrenOf(childOf(childOf(element, 'presentation'), 'navigationInterface'), 'hideLMSUI').map((one) => one.text.trim());
  const mastery = textOf(element, 'masteryscore');
  const masteryScore = numberOf(mastery);
  const found = {
    masteryScore, maxTimeAllowed: textOf(element, 'maxtimeallowed') ?? sequencing?.limits?.attemptAbsoluteDurationLimit,
    timeLimitAction: textOf(element, 'timelimitaction'), dataFromLms: textOf(element, 'datafromlms'), prerequisites: textOf(element, 'prerequisites'), hideLmsUi: hidden.length ? hidden : undefined,
    completionThreshold: threshold && {
      minProgressMeasure: numberOf(attributeOf(threshold, 'minProgressMeasure') ?? (threshold.text.trim() || undefined)) ?? (truthOf(threshold, 'completedByMeasure') ? 1 : undefined),
      completedByMeasure: truthOf(threshold, 'completedByMeasure') ?? (threshold.text.trim() ? true : undefined), progressWeight: numberOf(attributeOf(threshold, 'progressWeight')),
    },
  };
  if (mastery !== undefined && (masteryScore === undefined || masteryScore < 0 || masteryScore > 100)) reading.warnings.push(`${reading.file}, line ${element.line}: the masteryscore [${mastery}] is no number from 0 to 100; correct it`);
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function sequencingOf(element: XmlElement, reading: Reading): Sequencing | undefined {
  const own = childOf(element, 'sequencing');
  const reference = attributeOf(own, 'IDRef');
  if (reference && !reading.collection.has(reference))
    reading.warnings.push(`${reading.file}, line ${own?.line}: there is no sequencing [${reference}] in the sequencingCollection; its rules are left out, so correct the IDRef`);
  return readSequencing(own, reading.collection);
}

function resourceOf(element: XmlElement, id: string, hasChildren: boolean, reading: Reading): Resource | undefined {
  const reference = attributeOf(element, 'identifierref');
  const place = `${reading.file}, line ${element.line}: the item [${id}]`;
  if (!reference) return undefined;
  if (hasChildren) {
    reading.warnings.push(`${place} has items below it, so its own page is not opened; make an item of its own for it`);
    return undefined;
  }
  const resource = reading.resources.get(reference);
  if (!resource) throw packageRefused(`${place} points at the resource [${reference}], which does not exist; correct its identifierref or add the resource`);
  if (!resource.href) throw packageRefused(`${reading.file}, line ${resource.line}: the resource [${reference}], which the item [${id}] launches, has no href; name the page that starts it`);
  if (resource.missing) throw packageRefused(`${reading.file}, line ${resource.line}: the launch page [${resource.href}] of the resource [${reference}] is not in the package; add the file or correct the href`);
  return resource;
}
