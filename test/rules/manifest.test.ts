import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Activity } from '../../src/courses/manifests/course-structure.rules';
import { readPackage } from '../../src/courses/manifests/read-package.rules';
import { Failure } from '../../src/platform/failure';
import { makeScorm12Zip, makeScorm2004Zip } from '../support/make/course-packages';
import { readZip } from '../support/read-zip';

type Files = Record<string, string | Buffer>;

const packageOf = (files: Files) => ({ paths: Object.keys(files), read: async (path: string) => Buffer.from(files[path] as string) });
const zipped = async (zip: Promise<Buffer>) => readPackage(packageOf(Object.fromEntries(await readZip(await zip))));
const reading = (manifest: string | Buffer, files: Files = { 'a.html': '', 'b.html': '' }) => readPackage(packageOf({ 'imsmanifest.xml': manifest, ...files }));
const refusalOf = async (read: Promise<unknown>): Promise<string> => {
  const error = await read.then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof Failure)) throw new Error(`not refused as it should be: ${String(error)}`);
  expect(error.code).toBe('package-refused');
  return error.publicMessage;
};

const names12 = 'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"';
const names2004 =
  'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"';
const itemA = '<item identifier="A" identifierref="RA"><title>First</title></item>';
const resourceA = '<resource identifier="RA" type="webcontent" adlcp:scormtype="sco" href="a.html"/>';

interface Parts { names?: string; version?: string; metadata?: string; organizations?: string; organization?: string; items?: string; resources?: string; more?: string; attributes?: string }
const manifestOf = ({ names = names12, version = '1.2', metadata = '', organizations, organization = '', items = itemA, resources = resourceA, more = '', attributes = '' }: Parts = {}) => `<?xml version="1.0"?>
<manifest identifier="M" ${names} ${attributes}>
<metadata><schema>ADL SCORM</schema><schemaversion>${version}</schemaversion>${metadata}</metadata>
${organizations ?? `<organizations default="O"><organization identifier="O" ${organization}><title>Course</title>${items}</organization></organizations>`}
<resources>${resources}</resources>${more}
</manifest>`;
const manifest2004 = (parts: Parts = {}) => manifestOf({ names: names2004, version: '2004 4th Edition', ...parts });
const leaves = (activity: Activity): Activity[] => (activity.children.length ? activity.children.flatMap(leaves) : [activity]);
const firstItem = async (parts: Parts, files?: Files) => (await reading(manifestOf(parts), files)).structure.root.children[0]!;

describe('packages of our own', () => {
  test('SCORM 1.2 with several lessons and a mastery score', async () => {
    const { structure, warnings, root, webPath } = await zipped(makeScorm12Zip({ title: 'Ladders & <ropes>', scos: 3, masteryScore: 80 }));
    expect(structure).toMatchObject({ standard: 'SCORM12', identifier: 'COURSE-12', title: 'Ladders & <ropes>', root: { id: 'ORG-1', kind: 'AGGREGATION' } });
    expect(structure.root.children.map(({ id, title, kind, href, masteryScore, visible }) => ({ id, title, kind, href, masteryScore, visible }))).toEqual(
      [1, 2, 3].map((n) => ({ id: `ITEM-${n}`, title: `Lesson ${n}`, kind: 'SCO', href: `sco${n}.html`, masteryScore: 80, visible: true })));
    expect({ warnings, root, webPath }).toEqual({ warnings: [], root: '', webPath: 'sco1.html' });
  });

  test.each([['CAM 1.3', 'SCORM20042NDEDITION'], ['2004 3rd Edition', 'SCORM20043RDEDITION'], ['2004 4th Edition', 'SCORM20044THEDITION']] as const)('SCORM 2004 [%s]', async (edition, standard) => {
    const { structure, warnings } = await zipped(makeScorm2004Zip({ edition, scos: 2, sequencing: '<imsss:sequencing><imsss:controlMode flow="true" choice="false"/></imsss:sequencing>' }));
    expect(structure.standard).toBe(standard);
    expect(structure.root.sequencing).toEqual({ controlMode: { flow: true, choice: false } });
    expect(leaves(structure.root).map(({ kind }) => kind)).toEqual(['SCO', 'SCO']);
    expect(warnings).toEqual([]);
  });

  test('wrapped in one folder: the folder is left out, with a word', async () => {
    const { root, webPath, warnings } = await zipped(makeScorm12Zip({ nestedIn: 'my course' }));
    expect({ root, webPath }).toEqual({ root: 'my course/', webPath: 'sco1.html' });
    expect(warnings).toEqual([expect.stringContaining('my course')]);
  });
});

describe('which kind of package', () => {
  test('the name in another case is accepted with a warning', async () => {
    const { warnings } = await readPackage(packageOf({ 'IMSMANIFEST.XML': manifestOf(), 'a.html': '' }));
    expect(warnings).toEqual([expect.stringContaining('IMSMANIFEST.XML')]);
  });
  test('leavings of macOS beside the folder do no harm', async () => {
    const { root } = await readPackage(packageOf({ 'c/imsmanifest.xml': manifestOf(), 'c/a.html': '', '__MACOSX/c/._imsmanifest.xml': 'x', '.DS_Store': 'x' }));
    expect(root).toBe('c/');
  });
  test.each<[string, Files, RegExp]>([
    ['two folders down', { 'a/b/imsmanifest.xml': '', 'a/b/x.html': '' }, /\[a\/b\/?\].*zip the content of that folder/],
    ['in one of several folders', { 'a/imsmanifest.xml': '', 'b/x.html': '' }, /\[a\/?\].*zip the content of that folder/],
    ['an empty tincan.xml', { 'tincan.xml': '', 'i.html': '' }, /tincan\.xml is empty/],
    ['an empty cmi5.xml', { 'cmi5.xml': '', 'i.html': '' }, /cmi5\.xml is empty/],
    ['AICC without its course file', { 'x.au': '', 'x.cst': '' }, /AICC course without its \.crs/],
    ['a web page', { 'index.html': '' }, /no imsmanifest\.xml.*index\.html/],
    ['a zip in a zip', { 'course.zip': '' }, /no imsmanifest\.xml.*course\.zip/],
    ['nothing', {}, /no imsmanifest\.xml.*empty/],
    ['another XML', { 'imsmanifest.xml': '<html/>' }, /<html>.*<manifest>/],
    ['an empty manifest', { 'imsmanifest.xml': '' }, /imsmanifest\.xml is empty/],
  ])('%s is refused in words', async (_name, files, message) => {
    expect(await refusalOf(readPackage(packageOf(files)))).toMatch(message);
  });
  test('IMS Common Cartridge is no SCORM', async () => {
    const cartridge = manifestOf({ names: 'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"', version: '1.1.0', resources: '<resource identifier="RA" type="webcontent" href="a.html"/>' }).replace('ADL SCORM', 'IMS Common Cartridge');
    expect(await refusalOf(reading(cartridge))).toMatch(/Common Cartridge.*SCORM 1\.2/);
  });

  test.each<[string, '1.2' | '2004', string, number]>([
    ['1.2', '1.2', 'SCORM12', 0],
    ['1.3', '2004', 'SCORM20042NDEDITION', 0],
    ['2004', '2004', 'SCORM20043RDEDITION', 1],
    ['', '2004', 'SCORM20043RDEDITION', 1],
    ['', '1.2', 'SCORM12', 1],
    ['1.2', '2004', 'SCORM20043RDEDITION', 1],
    ['2004 4th Edition', '1.2', 'SCORM12', 1],
    ['1.1', '1.2', 'SCORM12', 1],
  ])('schemaversion [%s] with the namespaces of SCORM %s is %s', async (version, names, standard, warnings) => {
    const read = await reading(manifestOf({ version, names: names === '1.2' ? names12 : names2004 }));
    expect(read.structure.standard).toBe(standard);
    expect(read.warnings).toEqual(Array(warnings).fill(expect.stringMatching(/schemaversion.*namespace/)));
  });
});

describe('organizations and items', () => {
  const two = (value: string) => `<organizations ${value}><organization identifier="O1"><title>One</title>${itemA}</organization><organization identifier="O2"><title>Two</title><item identifier="B" identifierref="RA"><title>Second</title></item></organization></organizations>`;

  test('the default organization is taken, also when it is not the first', async () => {
    expect((await reading(manifestOf({ organizations: two('default="O2"') }))).structure).toMatchObject({ title: 'Two', root: { id: 'O2' } });
  });
  test.each(['', 'default="O9"'])('without a default that exists (%s) it is the first, with a warning', async (value) => {
    const { structure, warnings } = await reading(manifestOf({ organizations: two(value) }));
    expect(structure.root.id).toBe('O1');
    expect(warnings).toEqual([expect.stringMatching(/default organization.*first/)]);
  });

  test('items nest, hide, and hand over their data', async () => {
    const items = `<item identifier="P" isvisible="false"><title>Part</title>
      <item identifier="A" identifierref="RA" parameters="?x=1&amp;y=2#z"><title> Long
        title </title><adlcp:prerequisites type="aicc_script">B</adlcp:prerequisites><adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed>
        <adlcp:timelimitaction>exit,message</adlcp:timelimitaction><adlcp:datafromlms>start=5</adlcp:datafromlms><adlcp:masteryscore>72.5</adlcp:masteryscore></item></item>`;
    const part = await firstItem({ items });
    expect(part).toMatchObject({ id: 'P', kind: 'AGGREGATION', visible: false });
    expect(part.children).toEqual([{
      id: 'A', title: 'Long title', kind: 'SCO', href: 'a.html', parameters: '?x=1&y=2#z', visible: true, children: [], resourceIdentifier: 'RA', prerequisites: 'B', maxTimeAllowed: '00:30:00',
      timeLimitAction: 'exit,message', dataFromLms: 'start=5', masteryScore: 72.5,
    }]);
  });

  test.each<[string, string, object]>([
    ['2nd and 3rd edition', '<adlcp:completionThreshold>0.75</adlcp:completionThreshold>', { minProgressMeasure: 0.75, completedByMeasure: true }],
    ['4th edition', '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.6" progressWeight="0.5"/>', { minProgressMeasure: 0.6, completedByMeasure: true, progressWeight: 0.5 }],
    ['4th edition, defaults', '<adlcp:completionThreshold completedByMeasure="true"/>', { minProgressMeasure: 1, completedByMeasure: true }],
    ['4th edition, weight only', '<adlcp:completionThreshold progressWeight="0.3"/>', { progressWeight: 0.3 }],
  ])('completion threshold of %s', async (_name, threshold, wanted) => {
    const { structure } = await reading(manifest2004({ items: itemA.replace('</item>', `${threshold}</item>`) }));
    expect(structure.root.children[0]?.completionThreshold).toEqual(wanted);
  });

  test('SCORM 2004 hides buttons of the player, limits time and shares objectives', async () => {
    const hide = ['continue', 'previous'].map((button) => `<adlnav:hideLMSUI>${button}</adlnav:hideLMSUI>`).join('');
    const items = itemA.replace('</item>', `<adlcp:timeLimitAction>continue,no message</adlcp:timeLimitAction><adlcp:dataFromLMS>d</adlcp:dataFromLMS>
      <imsss:sequencing><imsss:limitConditions attemptLimit="2" attemptAbsoluteDurationLimit="PT30M"/></imsss:sequencing>
      <adlnav:presentation><adlnav:navigationInterface>${hide}</adlnav:navigationInterface></adlnav:presentation></item>`);
    const { structure } = await reading(manifest2004({ items, organization: 'adlseq:objectivesGlobalToSystem="false" adlcp:sharedDataGlobalToSystem="true"' }));
    expect(structure).toMatchObject({ objectivesGlobalToSystem: false, sharedDataGlobalToSystem: true });
    expect(structure.root.children[0]).toMatchObject({
      hideLmsUi: ['continue', 'previous'], timeLimitAction: 'continue,no message', dataFromLms: 'd', maxTimeAllowed: 'PT30M', sequencing: { limits: { attemptLimit: 2, attemptAbsoluteDurationLimit: 'PT30M' } },
    });
  });

  test('a title that is missing is the identifier; identifiers used twice get a number', async () => {
    const { structure, warnings } = await reading(manifestOf({ items: `${itemA}<item identifier="A" identifierref="RA"/>` }));
    expect(structure.root.children.map(({ id, title }) => [id, title])).toEqual([['A', 'First'], ['A-2', 'A-2']]);
    expect(warnings).toEqual([expect.stringMatching(/line 4.*\[A\] is used twice/), expect.stringMatching(/no title/)]);
  });

  test('identifiers that JavaScript objects have of their own get a number too', async () => {
    const items = ['__proto__', 'constructor'].map((id) => itemA.replace('"A"', `"${id}"`)).join('');
    const { structure } = await reading(manifestOf({ items }));
    for (const { id } of structure.root.children) expect(id in {}).toBe(false);
  });

  test('an item with nothing to open is left out, and so is the part that is empty then', async () => {
    const { structure, warnings } = await reading(manifestOf({ items: `<item identifier="P"><title>Part</title><item identifier="H"><title>Heading</title></item></item>${itemA}` }));
    expect(structure.root.children.map(({ id }) => id)).toEqual(['A']);
    expect(warnings).toEqual([expect.stringMatching(/\[H\].*left out/), expect.stringMatching(/\[P\].*left out/)]);
  });

  test('an item with items below launches nothing itself, and says so', async () => {
    const items = `<item identifier="P" identifierref="RA"><title>Part</title><item identifier="B" identifierref="RB"><title>B</title></item></item>`;
    const { structure, warnings, webPath } = await reading(manifestOf({ items, resources: `${resourceA}${resourceA.replace('"RA"', '"RB"').replace('a.html', 'b.html')}` }));
    expect(structure.root.children[0]).not.toHaveProperty('href');
    expect(webPath).toBe('b.html');
    expect(warnings).toEqual([expect.stringMatching(/\[P\].*not opened/)]);
  });

  test.each<[string, Parts, RegExp]>([
    ['no organizations', { organizations: '' }, /line 2.*no organization/],
    ['no organization', { organizations: '<organizations/>' }, /line 4.*no organization/],
    ['no items', { items: '' }, /line 4.*no item/],
    ['only headings', { items: '<item identifier="H"><title>H</title></item>' }, /line 4.*no item/],
    ['no such resource', { items: itemA.replace('RA', 'RX') }, /line 4.*\[A\].*\[RX\].*does not exist.*identifierref/],
    ['a resource without href', { resources: '<resource identifier="RA" type="webcontent" adlcp:scormtype="sco"/>' }, /line 5.*\[RA\].*\[A\].*no href/],
    ['a launch page that is missing', { resources: resourceA.replace('a.html', 'x/y.html') }, /line 5.*\[x\/y\.html\].*not in the package/],
    ['a launch page outside the package', { resources: resourceA.replace('a.html', '../../etc/passwd') }, /line 5.*not in the package/],
    ['a script for an address', { resources: resourceA.replace('a.html', 'javascript:alert(1)') }, /line 5.*not in the package/],
  ])('%s is refused with its place', async (_name, parts, message) => {
    expect(await refusalOf(reading(manifestOf(parts)))).toMatch(message);
  });

  test('oddities are warnings', async () => {
    const inner = manifestOf().replace(/^<\?xml[^>]*>/, '').replace('"M"', '"INNER"');
    const { warnings } = await reading(manifestOf({ more: inner, items: itemA.replace('</item>', '<adlcp:masteryscore>most</adlcp:masteryscore></item>') }));
    expect(warnings).toEqual([expect.stringMatching(/manifest inside the manifest/), expect.stringMatching(/line 4.*masteryscore.*\[most\]/)]);
  });

  test('a manifest full of faults leaves a list that can still be read', async () => {
    const { warnings } = await reading(manifestOf({ items: Array.from({ length: 5000 }, (_, n) => `<item identifier="I${n}" identifierref="RA"/>`).join('') }));
    expect(warnings.length).toBeLessThanOrEqual(201);
    expect(warnings.at(-1)).toMatch(/4\d\d\d more/);
  });
});

describe('resources', () => {
  const leafOf = async (href: string, files: Files, attributes = '', more: Parts = {}) => {
    const { structure, warnings } = await reading(manifestOf({ resources: `<resource identifier="RA" type="webcontent" adlcp:scormtype="sco" ${attributes} href="${href}"/>`, ...more }), files);
    const { href: path, query, kind } = structure.root.children[0]!;
    return { path, query, kind, warnings };
  };

  test.each<[string, string, string | undefined, string]>([
    ['a.html', 'a.html', undefined, 'a.html'],
    ['./x/../a.html', 'a.html', undefined, 'a.html'],
    ['/a.html', 'a.html', undefined, 'a.html'],
    ['a.html?b=1&amp;c=2#d', 'a.html', '?b=1&c=2#d', 'a.html'],
    ['a.html#d?e', 'a.html', '#d?e', 'a.html'],
    ['my%20page.html', 'my page.html', undefined, 'my page.html'],
    ['100%.html', '100%.html', undefined, '100%.html'],
    ['my%20page.html', 'my%20page.html', undefined, 'my%20page.html'],
    ['x\\a.html', 'x/a.html', undefined, 'x/a.html'],
    ['%C3%A4.html', 'ä.html', undefined, 'ä.html'],
  ])('href [%s] is the file [%s] with query %s', async (href, path, query, file) => {
    expect(await leafOf(href, { [file]: '' })).toMatchObject({ path, query, kind: 'SCO' });
  });

  test('names in another case or another Unicode form are found; the case gets a warning', async () => {
    expect(await leafOf('Start/A.HTML', { 'start/a.html': '' })).toMatchObject({ path: 'start/a.html', warnings: [expect.stringMatching(/\[Start\/A\.HTML\].*\[start\/a\.html\]/)] });
    expect(await leafOf('\u00fcbung.html', { 'u\u0308bung.html': '' })).toMatchObject({ path: 'u\u0308bung.html' });
  });

  test('xml:base of manifest, resources and resource add up; a slash that is missing is added when only then the file exists', async () => {
    const resources = '<resource identifier="RA" type="webcontent" adlcp:scormtype="sco" xml:base="r/" href="a.html"/>';
    const manifest = manifestOf({ attributes: 'xml:base="m/"', resources }).replace('<resources>', '<resources xml:base="rs/">');
    expect((await reading(manifest, { 'm/rs/r/a.html': '' })).webPath).toBe('m/rs/r/a.html');
    expect(await leafOf('a.html', { 'r/a.html': '' }, 'xml:base="r"')).toMatchObject({ path: 'r/a.html' });
    expect(await leafOf('a.html', { 'r/a.html': '' }, 'xml:base="r/x.html"')).toMatchObject({ path: 'r/a.html' });
  });

  test('an address elsewhere stays as it is, is no SCO and gets a warning', async () => {
    const wanted = { path: 'https://example.com/c/a.html?b=1', kind: 'ASSET', warnings: [expect.stringMatching(/another site/)] };
    expect(await leafOf('https://example.com/c/a.html?b=1', {})).toMatchObject(wanted);
    expect(await leafOf('a.html?b=1', {}, 'xml:base="https://example.com/c/"')).toMatchObject(wanted);
  });

  test('other files and dependencies that are missing, and identifiers used twice, are warnings', async () => {
    const resources = `<resource identifier="RA" type="webcontent" adlcp:scormtype="sco" href="a.html"><file href="a.html"/><file href="gone.js"/><dependency identifierref="RB"/><dependency identifierref="RX"/></resource>
      <resource identifier="RB" type="webcontent" adlcp:scormtype="asset"><file href="b.html"/></resource>${resourceA.replace('a.html', 'b.html')}`;
    const { warnings, webPath } = await reading(manifestOf({ resources }));
    expect(webPath).toBe('a.html');
    expect(warnings).toEqual([expect.stringMatching(/line 6.*\[RA\] is used twice/), expect.stringMatching(/line 5.*\[gone\.js\]/), expect.stringMatching(/line 5.*dependency \[RX\]/)]);
  });

  test('without scormtype it is an asset; scormType counts too', async () => {
    expect((await firstItem({ resources: resourceA.replace('adlcp:scormtype="sco"', '') })).kind).toBe('ASSET');
    expect((await firstItem({ resources: resourceA.replace('scormtype="sco"', 'scormType="SCO"') })).kind).toBe('SCO');
  });
});

describe('sequencing', () => {
  const sequencingOf = async (inner: string, attributes = '', collection = '') => {
    const { structure } = await reading(manifest2004({ items: itemA.replace('</item>', `<imsss:sequencing ${attributes}>${inner}</imsss:sequencing></item>`), more: `<imsss:sequencingCollection>${collection}</imsss:sequencingCollection>` }));
    return structure.root.children[0]?.sequencing;
  };

  test('every part of imsss and adlseq', async () => {
    const inner = `
      <imsss:controlMode choice="false" choiceExit="false" flow="true" forwardOnly="true" useCurrentAttemptObjectiveInfo="false" useCurrentAttemptProgressInfo="false"/>
      <imsss:sequencingRules>
        <imsss:preConditionRule><imsss:ruleConditions conditionCombination="any"><imsss:ruleCondition referencedObjective="o2" measureThreshold="-0.5" operator="not" condition="objectiveMeasureGreaterThan"/></imsss:ruleConditions><imsss:ruleAction action="skip"/></imsss:preConditionRule>
        <imsss:exitConditionRule><imsss:ruleConditions><imsss:ruleCondition condition="completed"/></imsss:ruleConditions><imsss:ruleAction action="exit"/></imsss:exitConditionRule>
        <imsss:postConditionRule><imsss:ruleConditions><imsss:ruleCondition condition="always"/></imsss:ruleConditions><imsss:ruleAction action="exitAll"/></imsss:postConditionRule>
      </imsss:sequencingRules>
      <imsss:limitConditions attemptLimit="3"/>
      <imsss:rollupRules rollupObjectiveSatisfied="false" rollupProgressCompletion="true" objectiveMeasureWeight="0.25">
        <imsss:rollupRule childActivitySet="atLeastCount" minimumCount="2"><imsss:rollupConditions><imsss:rollupCondition operator="not" condition="attempted"/></imsss:rollupConditions><imsss:rollupAction action="incomplete"/></imsss:rollupRule>
        <imsss:rollupRule childActivitySet="atLeastPercent" minimumPercent="0.5"><imsss:rollupConditions conditionCombination="all"><imsss:rollupCondition condition="satisfied"/></imsss:rollupConditions><imsss:rollupAction action="satisfied"/></imsss:rollupRule>
      </imsss:rollupRules>
      <imsss:objectives>
        <imsss:primaryObjective objectiveID="o1" satisfiedByMeasure="true"><imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure><imsss:mapInfo targetObjectiveID="g1" readSatisfiedStatus="false" writeNormalizedMeasure="true"/></imsss:primaryObjective>
        <imsss:objective objectiveID="o2"/>
      </imsss:objectives>
      <imsss:randomizationControls randomizationTiming="once" selectCount="2" reorderChildren="true" selectionTiming="onEachNewAttempt"/>
      <imsss:deliveryControls tracked="false" completionSetByContent="true" objectiveSetByContent="true"/>
      <adlseq:constrainedChoiceConsiderations preventActivation="true" constrainChoice="true"/>
      <adlseq:rollupConsiderations requiredForSatisfied="ifAttempted" requiredForNotSatisfied="ifNotSkipped" requiredForCompleted="ifNotSuspended" requiredForIncomplete="always" measureSatisfactionIfActive="false"/>
      <adlseq:objectives><adlseq:objective objectiveID="o1"><adlseq:mapInfo targetObjectiveID="g1" writeRawScore="true"/></adlseq:objective>
        <adlseq:objective objectiveID="o2"><adlseq:mapInfo targetObjectiveID="g2" readProgressMeasure="false" writeCompletionStatus="true"/></adlseq:objective></adlseq:objectives>`;
    expect(await sequencingOf(inner)).toEqual({
      controlMode: { choice: false, choiceExit: false, flow: true, forwardOnly: true, useCurrentAttemptObjectiveInfo: false, useCurrentAttemptProgressInfo: false },
      rules: {
        pre: [{ conditionCombination: 'any', conditions: [{ condition: 'objectiveMeasureGreaterThan', operator: 'not', referencedObjective: 'o2', measureThreshold: -0.5 }], action: 'skip' }],
        exit: [{ conditionCombination: 'all', conditions: [{ condition: 'completed' }], action: 'exit' }],
        post: [{ conditionCombination: 'all', conditions: [{ condition: 'always' }], action: 'exitAll' }],
      },
      limits: { attemptLimit: 3 },
      rollupRules: {
        rollupObjectiveSatisfied: false, rollupProgressCompletion: true, objectiveMeasureWeight: 0.25,
        rules: [
          { childActivitySet: 'atLeastCount', minimumCount: 2, conditionCombination: 'any', conditions: [{ condition: 'attempted', operator: 'not' }], action: 'incomplete' },
          { childActivitySet: 'atLeastPercent', minimumPercent: 0.5, conditionCombination: 'all', conditions: [{ condition: 'satisfied' }], action: 'satisfied' },
        ],
      },
      rollupConsiderations: { requiredForSatisfied: 'ifAttempted', requiredForNotSatisfied: 'ifNotSkipped', requiredForCompleted: 'ifNotSuspended', requiredForIncomplete: 'always', measureSatisfactionIfActive: false },
      constrainedChoice: { preventActivation: true, constrainChoice: true },
      objectives: [
        {
          id: 'o1', primary: true, satisfiedByMeasure: true, minNormalizedMeasure: 0.6,
          maps: [{
            targetObjectiveId: 'g1', readSatisfiedStatus: false, writeNormalizedMeasure: true, readRawScore: true, writeRawScore: true, readProgressMeasure: true, writeProgressMeasure: false,
            readCompletionStatus: true, writeCompletionStatus: false,
          }],
        },
        {
          id: 'o2', primary: false, // an adlseq map alone shares neither satisfaction nor measure
          maps: [{
            targetObjectiveId: 'g2', readSatisfiedStatus: false, readNormalizedMeasure: false, readRawScore: true, writeRawScore: false, readProgressMeasure: false, writeProgressMeasure: false,
            readCompletionStatus: true, writeCompletionStatus: true,
          }],
        },
      ],
      randomization: { randomizationTiming: 'once', selectCount: 2, reorderChildren: true, selectionTiming: 'onEachNewAttempt' },
      delivery: { tracked: false, completionSetByContent: true, objectiveSetByContent: true },
    });
  });

  test('parts of the item win over those of the collection; the rest comes from there', async () => {
    const collection = '<imsss:sequencing ID="shared"><imsss:controlMode flow="true"/><imsss:deliveryControls tracked="false"/></imsss:sequencing>';
    expect(await sequencingOf('<imsss:controlMode choice="false"/>', 'IDRef="shared"', collection)).toEqual({ controlMode: { choice: false }, delivery: { tracked: false } });
  });

  test('an entry of the collection that does not exist is a warning', async () => {
    const { warnings } = await reading(manifest2004({ items: itemA.replace('</item>', '<imsss:sequencing IDRef="gone"/></item>') }));
    expect(warnings).toEqual([expect.stringMatching(/line 4.*\[gone\].*sequencingCollection/)]);
  });

  test('a rule without conditions or with an unknown action is no rule', async () => {
    const rule = (inner: string) => `<imsss:preConditionRule>${inner}</imsss:preConditionRule>`;
    const none = `${rule('<imsss:ruleAction action="skip"/>')}${rule('<imsss:ruleConditions><imsss:ruleCondition condition="always"/></imsss:ruleConditions>')}`;
    expect(await sequencingOf(`<imsss:sequencingRules>${none}</imsss:sequencingRules><imsss:rollupRules><imsss:rollupRule><imsss:rollupAction action="explode"/></imsss:rollupRule></imsss:rollupRules>`)).toEqual({ rollupRules: { rules: [] } });
  });
});

describe('metadata', () => {
  const lom12 = `<lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"><general><title><langstring xml:lang="en">Golf</langstring><langstring xml:lang="de">Golfen</langstring></title><language>en</language>
    <description><langstring xml:lang="en">How to play</langstring></description><keyword><langstring>sport</langstring></keyword><keyword><langstring>green</langstring></keyword></general>
    <lifecycle><version><langstring>1.4</langstring></version></lifecycle><technical><duration><datetime>PT20M</datetime></duration></technical><educational><typicallearningtime><datetime>PT1H</datetime></typicallearningtime></educational></lom>`;
  const lom2004 = `<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><title><string language="en">Golf</string><string language="de">Golfen</string></title><language>en</language>
    <description><string language="en">How to play</string></description><keyword><string>sport</string></keyword><keyword><string>green</string></keyword></general>
    <lifeCycle><version><string>1.4</string></version></lifeCycle><technical><duration><duration>PT20M</duration></duration></technical><educational><typicalLearningTime><duration>PT1H</duration></typicalLearningTime></educational></lom>`;
  const wanted = {
    titles: [{ language: 'en', value: 'Golf' }, { language: 'de', value: 'Golfen' }], descriptions: [{ language: 'en', value: 'How to play' }], keywords: [{ value: 'sport' }, { value: 'green' }],
    duration: 'PT20M', typicaltime: 'PT1H', version: '1.4',
  };

  test.each([['IMS 1.2', lom12], ['IEEE', lom2004]])('%s inline and in a file of its own', async (_name, lom) => {
    for (const [metadata, files] of [[lom, { 'a.html': '' }], ['<adlcp:location>meta/lom.xml</adlcp:location>', { 'a.html': '', 'meta/lom.xml': lom }]] as const) {
      const { structure, warnings } = await reading(manifestOf({ metadata }), files);
      expect(structure.metadata).toEqual(wanted);
      expect(structure.language).toBe('en');
      expect(warnings).toEqual([]);
    }
  });

  test.each<[string, Files]>([['missing', {}], ['malformed', { 'lom.xml': '<lom><general>' }], ['hostile', { 'lom.xml': '<!DOCTYPE lom [<!ENTITY x SYSTEM "file:///etc/passwd">]><lom>&x;</lom>' }]])('a metadata file that is %s is a warning, and the course is read', async (_name, files) => {
    const { structure, warnings } = await reading(manifestOf({ metadata: '<adlcp:location>lom.xml</adlcp:location>' }), { 'a.html': '', ...files });
    expect(structure.metadata).toEqual({ titles: [], descriptions: [], keywords: [] });
    expect(warnings).toEqual([expect.stringContaining('lom.xml')]);
  });

  test('a metadata file elsewhere is not fetched', async () => {
    expect((await reading(manifestOf({ metadata: '<adlcp:location>http://127.0.0.1:9/lom.xml</adlcp:location>' }))).structure.metadata.titles).toEqual([]);
  });
});

describe('encodings', () => {
  const title = 'Grüße – 学習';
  const text = manifestOf().replace('First', title);
  const declaring = (encoding: string) => text.replace('version="1.0"', `version="1.0" encoding="${encoding}"`);
  const littleEndian = (value: string) => Buffer.from(value, 'utf16le');

  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(declaring('UTF-8'))],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-8 that says UTF-16', Buffer.from(declaring('utf-16'))],
    ['UTF-16LE with a mark', littleEndian(`\uFEFF${declaring('UTF-16')}`)],
    ['UTF-16BE with a mark', littleEndian(`\uFEFF${declaring('UTF-16')}`).swap16()],
    ['UTF-16LE without', littleEndian(text)],
    ['UTF-16BE without', littleEndian(declaring('UTF-16BE')).swap16()],
  ])('%s', async (_name, bytes) => {
    expect((await reading(bytes)).structure.root.children[0]?.title).toBe(title);
  });
  test.each<[string, number[], string]>([
    ['ISO-8859-1', [0x47, 0x72, 0xfc, 0xdf, 0x65], 'Grüße'], ['windows-1251', [0xca, 0xf3, 0xf0, 0xf1], 'Курс'], ['Shift_JIS', [0x8a, 0x77, 0x8f, 0x4b], '学習'], ['GB2312', [0xd1, 0xa7, 0xcf, 0xb0], '学习'],
  ])('%s as declared', async (encoding, bytes, wanted) => {
    const [before = '', after = ''] = declaring(encoding).split(title);
    expect((await reading(Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]))).structure.root.children[0]?.title).toBe(wanted);
  });
  test.each<[string, Buffer]>([
    ['UTF-7', Buffer.from(declaring('UTF-7'))],
    ['UTF-7 by its mark', Buffer.from(`+/v8-${declaring('UTF-7')}`)],
    ['UTF-32', Buffer.from(declaring('UTF-32'))],
    ['UTF-32LE by its mark', Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0])],
    ['EBCDIC', Buffer.from(declaring('IBM037'))],
    ['an unknown encoding', Buffer.from(declaring('klingon'))],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from('<manifest>'), Buffer.from([0xfc, 0x80]), Buffer.from('</manifest>')])],
    ['half a UTF-16 character', Buffer.concat([littleEndian(text), Buffer.from([0])])],
  ])('%s is refused', async (_name, bytes) => {
    expect(await refusalOf(reading(bytes))).toMatch(/^imsmanifest\.xml.*(UTF-8|well-formed)/);
  });
});

describe('hostile XML (S2)', () => {
  let server: Server;
  let connections = 0;
  let address = '';
  beforeAll(async () => {
    server = createServer((socket) => {
      connections++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  /** Reads with every file noted; at most one second of processor time in the best of three tries, since caches are shared with whatever else the machine does. */
  const attack = async (manifest: string | Buffer, triesLeft = 2): Promise<Awaited<ReturnType<typeof tryOnce>>['outcome']> => {
    const { outcome, milliseconds } = await tryOnce(manifest);
    if (milliseconds >= 1000 && triesLeft > 0) return attack(manifest, triesLeft - 1);
    expect(milliseconds).toBeLessThan(1000);
    return outcome;
  };
  const tryOnce = async (manifest: string | Buffer) => {
    const files: Files = { 'imsmanifest.xml': manifest, 'a.html': '', 'secret.xml': '<lom><general><title><string>SECRET</string></title></general></lom>' };
    const reads: string[] = [];
    const read = async (path: string) => {
      reads.push(path);
      return Buffer.from(files[path] as string);
    };
    const started = process.cpuUsage();
    const outcome = await readPackage({ paths: Object.keys(files), read }).then(
      ({ structure }) => ({ structure, refusal: '' }),
      (error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        return { structure: undefined, refusal: error.publicMessage };
      },
    );
    const { user, system } = process.cpuUsage(started);
    expect(reads).toEqual(['imsmanifest.xml']);
    expect(connections).toBe(0);
    expect(JSON.stringify(outcome)).not.toMatch(/SECRET|root:x:/);
    expect(outcome.refusal.length).toBeLessThan(1000);
    return { outcome, milliseconds: (user + system) / 1000 };
  };
  const withDtd = (dtd: string, use = '&x;') => manifestOf().replace('<manifest', `${dtd}\n<manifest`).replace('First', `First ${use}`);
  const inTitle = (xml: string) => manifestOf().replace('First', xml);
  const laughs = Array.from({ length: 12 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');

  test.each<[string, () => string | Buffer]>([
    ['an entity of a file', () => withDtd('<!DOCTYPE manifest [<!ENTITY x SYSTEM "file:///etc/passwd">]>')],
    ['an entity of the package', () => withDtd('<!DOCTYPE manifest [<!ENTITY x SYSTEM "secret.xml">]>')],
    ['an entity of the network', () => withDtd(`<!DOCTYPE manifest [<!ENTITY x SYSTEM "${address}/x">]>`)],
    ['a parameter entity', () => withDtd(`<!DOCTYPE manifest [<!ENTITY % p SYSTEM "${address}/x.dtd"> %p;]>`, '')],
    ['a DTD elsewhere', () => withDtd(`<!DOCTYPE manifest SYSTEM "${address}/x.dtd">`, '')],
    ['a public DTD', () => withDtd(`<!DOCTYPE manifest PUBLIC "-//X//Y" "${address}/x.dtd">`, '')],
    ['a DTD that does nothing', () => withDtd('<!DOCTYPE manifest [<!ELEMENT manifest ANY>]>', '')],
    ['a DTD in UTF-16', () => Buffer.from(`\uFEFF${withDtd('<!DOCTYPE manifest [<!ENTITY x SYSTEM "file:///etc/passwd">]>')}`, 'utf16le')],
    ['a billion laughs', () => withDtd(`<!DOCTYPE manifest [<!ENTITY l0 "lol">${laughs}]>`, '&l12;')],
    ['quadratic blow-up', () => withDtd(`<!DOCTYPE manifest [<!ENTITY x "${'y'.repeat(100_000)}">]>`, '&x;'.repeat(100_000))],
    ['a DTD of 10 MB', () => withDtd(`<!DOCTYPE manifest [${'<!ENTITY a "b">'.repeat(700_000)}]>`, '')],
  ])('%s is refused for its DOCTYPE', async (_name, manifest) => {
    expect((await attack(manifest())).refusal).toMatch(/^imsmanifest\.xml, line \d+, column \d+: .*DOCTYPE/);
  });

  test.each<[string, () => string | Buffer, RegExp]>([
    ['an entity nobody declared', () => inTitle('&x;'), /entity/],
    ['an attribute of 10 MB', () => manifestOf({ attributes: `title="${'x'.repeat(10 * 1024 * 1024)}"` }), /attribute title is longer/],
    ['an xml:base of 60 kB', () => manifestOf({ attributes: `xml:base="${'x'.repeat(60_000)}/"` }), /xml:base.*longer/],
    ['200,000 attributes', () => manifestOf({ attributes: Array.from({ length: 200_000 }, (_, n) => `a${n}=""`).join(' ') }), /attributes/],
    ['100,000 namespaces on one element', () => manifestOf({ attributes: Array.from({ length: 100_000 }, (_, n) => `xmlns:a${n}="u${n}"`).join(' ') }), /more than \d+ attributes/],
    ['200,000 levels', () => manifestOf({ items: `${'<item>'.repeat(200_000)}${'</item>'.repeat(200_000)}` }), /deeper than 100/],
    ['200,000 levels with namespaces', () => manifestOf({ items: '<item xmlns:x="y">'.repeat(200_000) }), /deeper than 100/],
    ['4 million elements', () => inTitle('<a/>'.repeat(4_000_000)), /more than \d+ elements/],
    ['more than 20 MB', () => inTitle('x'.repeat(21 * 1024 * 1024)), /22\d{6} bytes/],
    ['a mismatched tag', () => manifestOf({ items: '<item><title></item>' }), /line 4.*well-formed/],
    ['a prefix without its namespace', () => manifestOf({ items: '<odd:item/>' }), /line 4.*prefix/],
    ['a NUL', () => inTitle('a\0b'), /well-formed/],
    ['an end in the middle', () => manifestOf().slice(0, 500), /well-formed/],
    ['two roots', () => `${manifestOf()}<manifest/>`, /well-formed/],
    ['random bytes', () => Buffer.from(Array.from({ length: 100_000 }, (_, n) => (n * 2654435761) >>> 24)), /imsmanifest\.xml/],
  ])('%s: refused in words', async (_name, manifest, message) => {
    expect((await attack(manifest())).refusal).toMatch(message);
  });

  test.each<[string, () => string, string]>([
    ['XInclude of a file', () => inTitle('First<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="file:///etc/passwd"/>'), 'First'],
    ['XInclude of the package', () => inTitle('First<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="secret.xml"/>'), 'First'],
    ['XInclude of the network', () => inTitle(`First<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${address}/x"/>`), 'First'],
    ['a style sheet', () => manifestOf().replace('<manifest', `<?xml-stylesheet type="text/xsl" href="${address}/x.xsl"?><manifest`), 'First'],
    ['a schema elsewhere', () => manifestOf({ attributes: `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x ${address}/x.xsd"` }), 'First'],
    ['metadata elsewhere', () => manifestOf({ metadata: `<adlcp:location>${address}/lom.xml</adlcp:location>` }), 'First'],
    ['10 MB of comment', () => inTitle(`First<!--${'x'.repeat(10 * 1024 * 1024)}-->`), 'First'],
    ['markup in CDATA', () => inTitle('<![CDATA[<b>&x;]]>'), '<b>&x;'],
    ['10,000 items of one name', () => manifestOf({ items: itemA.repeat(10_000) }), 'First'],
    ['20,000 items that open nothing', () => manifestOf({ items: `${itemA}${Array.from({ length: 20_000 }, (_, n) => `<item identifier="i${n}"/>`).join('')}` }), 'First'],
    ['8,000 namespaces', () => manifestOf({ more: Array.from({ length: 20 }, () => `<a>${Array.from({ length: 20 }, () => `<a>${Array.from({ length: 20 }, (_, n) => `<a xmlns="urn:${n}"/>`).join('')}</a>`).join('')}</a>`).join('') }), 'First'],
    ['40,000 missing files', () => manifestOf({ attributes: `xml:base="${'x/../'.repeat(190)}"`, resources: `${resourceA.replace('/>', '')} xml:base="${'x/../'.repeat(190)}">${'<file href="b"/>'.repeat(40_000)}</resource>` }), 'First'],
  ])('%s does nothing', async (_name, manifest, title) => {
    const { structure, refusal } = await attack(manifest());
    expect(refusal).toBe('');
    expect(structure?.root.children[0]?.title).toBe(title);
  });
});

const courses = process.env['COURSES_DIR'];
if (!courses) test('packages of others', () => {
  process.stderr.write('SKIPPED: the manifests of other packages; set COURSES_DIR to a folder of them\n');
  expect(process.env['REQUIRE_ALL']).toBeUndefined();
});
(courses ? describe : describe.skip)('packages of others (COURSES_DIR)', () => {
  const read = (name: string) => zipped(readFile(join(courses ?? '', name)));

  test.each<[string, string, string, number, string]>([
    ['golf-scorm12-basic.zip', 'SCORM12', 'com.scorm.golfsamples.runtime.basicruntime.12', 1, 'shared/launchpage.html'],
    ['golf-scorm12-multisco.zip', 'SCORM12', 'com.scorm.golfsamples.runtime.minimumcalls.12', 18, 'Playing/Playing.html'],
    ['golf-2004-2nd-single.zip', 'SCORM20042NDEDITION', 'com.scorm.golfsamples.contentpackaging.singlesco.20042nd', 1, 'shared/launchpage.html'],
    ['golf-2004-3rd-advanced.zip', 'SCORM20043RDEDITION', 'com.scorm.golfsamples.runtime.advancedruntime.20043rd', 1, 'shared/launchpage.html'],
    ['golf-2004-4th-posttest.zip', 'SCORM20044THEDITION', 'com.scorm.golfsamples.sequencing.posttestrollup4thEd.20044th', 5, 'shared/launchpage.html?content=playing'],
    ['boytchev-lms-info-scorm12.zip', 'SCORM12', 'suica-lms-info', 1, 'lms-info.html'],
  ])('%s', async (name, standard, identifier, scos, webPath) => {
    const { structure, warnings, root, ...rest } = await read(name);
    expect(structure).toMatchObject({ standard, identifier });
    expect(leaves(structure.root).filter(({ kind }) => kind === 'SCO')).toHaveLength(scos);
    expect({ warnings, root, ...rest }).toEqual({ warnings: [], root: '', webPath });
  });

  test('the tree and the parameters of the course with many SCOs', async () => {
    const { structure } = await read('golf-scorm12-multisco.zip');
    expect(structure.root.children.map(({ id, children }) => [id, children.length])).toEqual([['playing_item', 6], ['etiquette_item', 4], ['handicapping_item', 5], ['havingfun_item', 3]]);
    expect(leaves(structure.root).flatMap(({ parameters }) => parameters ?? [])).toEqual(['?questions=Playing', '?questions=Etiquette', '?questions=Handicapping', '?questions=HavingFun']);
  });

  test('the sequencing of the post test course', async () => {
    const { structure } = await read('golf-2004-4th-posttest.zip');
    const [playing, etiquette, , , quiz] = structure.root.children;
    const target = (name: string) => `com.scorm.golfsamples.sequencing.forcedsequential.${name}_completed`;
    expect(structure).toMatchObject({ title: 'Golf Explained - 4th Edition Features', objectivesGlobalToSystem: false, sharedDataGlobalToSystem: false, root: { sequencing: { controlMode: { choice: true, flow: true } } } });
    expect(structure.root.children.map(({ query, completionThreshold }) => [query, completionThreshold?.progressWeight])).toEqual(
      [['playing', 0.5], ['etiquette', 0.3], ['handicapping', 0.4], ['havingfun', 0.3], ['assessment', 0.1]].map(([content, weight]) => [`?content=${content}`, weight]));
    const fromCollection = { rollupRules: { rollupObjectiveSatisfied: false, rollupProgressCompletion: false, objectiveMeasureWeight: 0, rules: [] }, delivery: { completionSetByContent: true, objectiveSetByContent: true } };
    expect(playing?.sequencing).toMatchObject({ ...fromCollection, objectives: [{ id: 'playing_completed', primary: true, maps: [{ targetObjectiveId: target('playing'), readCompletionStatus: true, writeCompletionStatus: true, readSatisfiedStatus: false }] }] });
    expect(etiquette?.sequencing).toMatchObject({
      ...fromCollection,
      rules: {
        pre: [{
          conditionCombination: 'any', action: 'disabled',
          conditions: ['completed', 'activityProgressKnown'].map((condition) => ({ condition, operator: 'not', referencedObjective: 'previous_sco_completed' })),
        }],
      },
      objectives: [{ id: 'ettiquette_completed', primary: true }, { id: 'previous_sco_completed', primary: false, maps: [{ targetObjectiveId: target('playing'), writeCompletionStatus: false }] }],
    });
    expect(quiz?.sequencing).toMatchObject({ rollupRules: { rollupObjectiveSatisfied: true, rollupProgressCompletion: true, objectiveMeasureWeight: 1 }, delivery: fromCollection.delivery, objectives: [{ primary: true, maps: [] }, { maps: [{ targetObjectiveId: target('havingfun') }] }] });
    expect(quiz?.sequencing?.rules?.pre.map(({ action, conditions }) => [action, conditions.length])).toEqual([['hiddenFromChoice', 2], ['hiddenFromChoice', 2]]);
  });

  test.each<[string, RegExp]>([
    ['broken/MalformedXml.zip', /^imsmanifest\.xml, line 27, column \d+: .*well-formed.*<item> of line \d+ is not closed/], ['broken/MissingLaunchUrl.zip', /line \d+.*\[resource_1\].*\[item_1\].*no href/],
    ['broken/InvalidFileReferences.zip', /line \d+.*\[content\/nonexistent\.html\].*not in the package/], ['broken/ItemWithNonExistentResourceId.zip', /line \d+.*\[item_1\].*\[non_existent_resource\].*does not exist/],
    ['broken/badscorm.zip', /badscorm\/imsmanifest\.xml is empty/], ['broken/invalid.zip', /no imsmanifest\.xml.*test\.htm/],
  ])('%s names its fault', async (name, message) => {
    expect(await refusalOf(read(name))).toMatch(message);
  });
});
