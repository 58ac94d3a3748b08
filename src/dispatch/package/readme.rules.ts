import type { DestinationPreset } from '../destination-settings.rules';
import type { PackageFormat } from './package-formats.rules';

export interface ReadmeFacts {
  format: PackageFormat;
  preset: DestinationPreset;
  destination: string;
  /** Where learners' browsers are led, the first one by the packages. */
  origins: readonly string[];
  /** Whom to ask; may be empty. */
  contact: string;
  /** Files of the zip with their courses; absent in a package that holds one. */
  files?: readonly { name: string; title: string }[];
}

type Kind = 'SCORM' | 'AICC' | 'CMI5' | 'LINK' | 'LTI_11' | 'LTI_13';
const kindOf = (format: PackageFormat): Kind => (format.startsWith('SCORM') ? 'SCORM' : (format as Kind));
export const formatNames: Readonly<Record<PackageFormat, string>> = {
  SCORM_12: 'SCORM 1.2', SCORM_2004_3RD: 'SCORM 2004, 3rd edition', SCORM_2004_4TH: 'SCORM 2004, 4th edition', AICC: 'AICC (HACP)', CMI5: 'cmi5', LINK: 'plain links', LTI_11: 'LTI 1.1', LTI_13: 'LTI 1.3',
};

const what: Readonly<Record<Kind, string>> = {
  SCORM: 'Each package is a small SCORM package without content. The course itself runs on the course server, inside the page that your LMS opens; so a new version of the course reaches your learners without another import.',
  AICC: 'Each package holds the four descriptor files of an AICC course (.crs, .au, .des, .cst). The course runs on the course server, which asks your LMS who the learner is and reports results to it, from server to server.',
  CMI5: 'Each package holds the course structure (cmi5.xml) of one cmi5 course. The course runs on the course server, which reports results to the LRS of your LMS, from server to server.',
  LINK: 'Each package holds the address of one course, as a shortcut (.url) and as a small page (.html). The address is all there is; nothing is imported.',
  LTI_11: 'Each package holds the three values that your LMS needs to open one course by LTI 1.1 (lti11.json). Nothing is imported.',
  LTI_13: 'Each package holds what your LMS needs to open one course by LTI 1.3 (lti13.json). Nothing is imported.',
};

const usual: Readonly<Record<Kind, readonly string[]>> = {
  SCORM: ['Make a course or activity of the type SCORM and upload the package as it is; do not unpack it.', 'Leave mastery score, prerequisites and time limits of the LMS empty: the course decides.', 'Let learners come back to an unfinished attempt rather than begin a new one each time.', 'Open it once as a test learner, finish it, and look at the result in your LMS before you enrol others.'],
  AICC: ['Make a course of the type AICC and upload the package, or the four files in it if your LMS asks for them one by one.', 'If your LMS has a switch for AICC HACP from other domains, turn it on.', 'Open it once as a test learner, finish it, and look at the result in your LMS before you enrol others.'],
  CMI5: ['Make a course of the type cmi5 and upload the package.', 'Leave a mastery score empty unless you want your LMS to judge the score as well.', 'Open it once as a test learner, finish it, and look at the result in your LMS before you enrol others.'],
  LINK: ['Put the address into your LMS, an intranet page or a mail, as a link that opens in a new window.', 'Learners enter their name and e-mail address once; then they get an address of their own, to be kept, that brings them back.'],
  LTI_11: ['Add an external tool (LTI 1.1) to your course, with launch URL, consumer key and shared secret from lti11.json.', 'Let the tool send names, and accept grades from it.', 'Open it once as a test learner, finish it, and look in the gradebook.'],
  LTI_13: ['Register the tool once: login initiation URL, redirect URI and key set URL (or public key) from lti13.json.', 'Send back client id, issuer, deployment id, authorization endpoint, key set URL and token endpoint of your platform: without them no launch is accepted.', 'Then add one link for each course, with its targetLinkUri, and allow grades (Assignment and Grade Services).', 'Open it once as a test learner, finish it, and look in the gradebook.'],
};

const bySystem: Partial<Record<DestinationPreset, Partial<Record<Kind, string>>>> = {
  moodle: {
    SCORM: 'Moodle: turn editing on, Add an activity or resource > SCORM package, and drop the package there. Under Attempts management leave "Force new attempt" at No, and under Compatibility leave "Force completed" at No. As condition of completion choose the status Passed or Completed.',
    AICC: 'Moodle: an administrator first turns on "Enable AICC HACP" (Site administration > Plugins > Activity modules > SCORM package). Then add a SCORM package activity and drop the package there.',
    CMI5: 'Moodle: cmi5 is not part of Moodle itself; a plugin for cmi5 must be installed first.',
    LINK: 'Moodle: Add an activity or resource > URL; under Appearance choose Open or In pop-up, not Embed.',
    LTI_11: 'Moodle: Add an activity or resource > External tool, or register the tool for the whole site under Site administration > Plugins > Activity modules > External tool.',
    LTI_13: 'Moodle: Site administration > Plugins > Activity modules > External tool > Manage tools > configure a tool manually, with LTI version 1.3. The details to send back are behind the "View configuration details" icon of the tool.',
  },
  cornerstone: { SCORM: 'Cornerstone: publish the package as an online course.', AICC: 'Cornerstone: publish the package as an online course of the type AICC.' },
  successfactors: { SCORM: 'SAP SuccessFactors Learning: import the package with the content import tools, and let the content object open in a new window.', AICC: 'SAP SuccessFactors Learning: import the package as AICC content, and let it open in a new window.' },
  'd2l-legacy': { SCORM: 'Brightspace: upload the package as a SCORM object of the course content, and let it send its score to the grade book.' },
  totara: { SCORM: 'Totara: add a SCORM package activity to the course and drop the package there. Leave "Force new attempt" and "Force completed" at No.', AICC: 'Totara: an administrator first turns AICC HACP on in the settings of the SCORM package activity. Then add a SCORM package activity and drop the package there.' },
  canvas: { LTI_13: 'Canvas: an administrator adds an LTI key under Developer Keys, with the values of lti13.json, and then installs the app by the client id of that key.' },
  frappe: { SCORM: 'Frappe Learning: add a SCORM chapter to the course and upload the package there. A lesson counts as done when its status is Passed.' },
  'open-edx': { SCORM: 'Open edX: in Studio, add the SCORM component to a unit and upload the package there; it must be installed on your platform.', LTI_11: 'Open edX: in Studio, turn on the LTI consumer in the advanced settings, add key and secret to the LTI passports, and add an LTI consumer component.' },
};

/** How a package of a format is set up: what holds in every LMS, and what is particular to this one. */
export function setupSteps(preset: DestinationPreset, format: PackageFormat): { usual: readonly string[]; here?: string } {
  const kind = kindOf(format);
  const here = bySystem[preset]?.[kind];
  return { usual: usual[kind], ...(here !== undefined && { here }) };
}

const back: Readonly<Record<Kind, string>> = {
  SCORM: 'Status (completed, passed, failed, incomplete), score from 0 to 100, time and a bookmark label come back into your LMS while the learner works and when they leave. They travel through the learner\'s browser; what a closed window kept from arriving arrives at the next launch.',
  AICC: 'Lesson status, score from 0 to 100, time and location come back from server to server. While your LMS is away, messages wait and are tried for three and a half days.',
  CMI5: 'The statements initialized, completed, passed or failed (with a score from 0 to 1) and terminated. While your LRS is away they wait and are tried for three and a half days.',
  LINK: 'Nothing comes back to your LMS: a plain link cannot report status, score or time. Results are in the reports of the provider. Whoever has the link can use it and may give any name, so use another format where results count.',
  LTI_11: 'A grade from 0 to 1 for each learner, from server to server: the score, or 1 for completed and 0 for failed. LTI has no status or time.',
  LTI_13: 'A score and the progress of each learner, from server to server. LTI has no time.',
};

const hostsOf = ({ origins }: ReadmeFacts) => [...new Set(origins.map((origin) => new URL(origin).host))];
const listed = (words: readonly string[]) => words.join(', ').replace(/, ([^,]*)$/, ' and $1');
const fromServer = new Set<Kind>(['AICC', 'CMI5', 'LTI_11', 'LTI_13']);

function network(facts: ReadmeFacts, kind: Kind): string[] {
  const lines = [`Browsers of learners must reach ${listed(hostsOf(facts))} (proxies, filters, and frame-src of your LMS's Content-Security-Policy if it has one).`];
  if (kind === 'SCORM') lines.push('Nothing is loaded from there into the pages of your LMS; the package only frames it.');
  if (fromServer.has(kind)) lines.push(`The course server (${hostsOf(facts)[0]}) must be able to call your LMS by HTTPS.`);
  return lines;
}

const secret: Readonly<Record<Kind, string>> = {
  SCORM: 'Each download has a key of its own inside. Give the packages to nobody else; a package that got lost can be stopped alone.',
  AICC: 'The launch address in the .au file holds a key. Give the packages to nobody else; a package that got lost can be stopped alone.',
  CMI5: 'The address in cmi5.xml holds a key. Give the packages to nobody else; a package that got lost can be stopped alone.',
  LINK: 'Everybody who has the address can open the course until it is stopped or all places are taken.',
  LTI_11: 'The shared secret is meant for the administrator of the LMS alone. Delete this file when the values are entered.',
  LTI_13: 'There is no secret in these files: your platform and the course server know each other by their public keys.',
};

const width = 96;

/** A paragraph in lines of a readable length; later lines stand below the text of the first. */
function wrapped(text: string, first = ''): string {
  const lines = [first];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length + 1 > width && last.trim()) lines.push(`${' '.repeat(first.length)}${word}`);
    else lines[lines.length - 1] = last === first ? `${last}${word}` : `${last} ${word}`;
  }
  return lines.join('\r\n');
}

const oneLine = (text: string) => text.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
const section = (title: string, lines: readonly string[]) => (lines.length ? [`${title}\r\n${'-'.repeat(title.length)}`, ...lines, ''] : []);

/** What the administrator of an LMS reads first: plain text, in English, for this format and this LMS. */
export function readme(facts: ReadmeFacts): string {
  const kind = kindOf(facts.format);
  const setup = setupSteps(facts.preset, facts.format);
  const steps = setup.usual.map((step, i) => wrapped(step, `${i + 1}. `));
  const files = (facts.files ?? []).map(({ name, title }) => wrapped(oneLine(title) || '(no title)', `${name}  `));
  const title = `Courses for ${oneLine(facts.destination)}: ${formatNames[facts.format]}`;
  const parts = [
    `${title}\r\n${'='.repeat(Math.min(title.length, width))}`, '', wrapped(what[kind]), '', ...section('What is in this zip', files), ...section('How to set it up', [...steps, ...(setup.here ? ['', wrapped(setup.here)] : [])]),
    ...section('What your network must allow', network(facts, kind).map((line) => wrapped(line, '- '))), ...section('What comes back', [wrapped(back[kind])]), ...section('Keep it safe', [wrapped(secret[kind])]),
    ...section('Whom to ask', [wrapped(facts.contact ? oneLine(facts.contact) : 'The person who sent you these files. Quote the reference that a refused learner sees on the page.')]),
  ];
  return `${parts.join('\r\n').trimEnd()}\r\n`;
}
