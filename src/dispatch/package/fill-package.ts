import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config';
import { chooseLanguage, directionOf } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import { uuidOf } from '../cmi5/statements.rules';
import type { DestinationPreset, DestinationSettings } from '../destination-settings.rules';
import { LtiCredentials } from '../lti/lti-credentials';
import { Lti13Configuration } from '../lti/lti13-configuration';
import { aiccFiles } from './aicc-files.rules';
import { linkFiles } from './link-files.rules';
import { configScript, hashedName, packageTitle } from './package-files.rules';
import { formatFacts, isScorm, type PackageFormat, type ScormFormat } from './package-formats.rules';
import { readme } from './readme.rules';
import { PackageTemplate } from './package-template';
import { spliceZip, zipEntry } from './splice-zip';

export interface PackageContents {
  dispatchKey: string;
  /** '' for formats without one. */
  packageKey: string;
  courseTitle: string;
  destination: { applicationId: string; id: string; name: string; email: string | null; preset: DestinationPreset };
  settings: Pick<DestinationSettings, 'language' | 'support' | 'statusMap' | 'launchMode'>;
  format: PackageFormat;
}

const own = (name: string, text: string) => zipEntry(name, Buffer.from(text, 'utf8'));
/** What an LMS takes as done, by the words that the destination wants to hear. */
const moveOn = { both: 'CompletedOrPassed', completedOnly: 'Completed', passedOnly: 'Passed' } as const;

/** Fills the package of one download: manifest, page and config are its own, all else is copied ready-made. The same input gives the same bytes. */
@Injectable()
export class FillPackage {
  constructor(
    private readonly config: Config,
    private readonly templates: Templates,
    private readonly template: PackageTemplate,
    private readonly lti11: LtiCredentials,
    private readonly lti13: Lti13Configuration,
  ) {}

  async run(contents: PackageContents): Promise<Buffer> {
    const { format } = contents;
    if (isScorm(format)) return this.scorm(contents, format);
    if (format === 'AICC') return this.aicc(contents);
    if (format === 'CMI5') return this.cmi5(contents);
    const files = format === 'LINK' ? this.link(contents) : [await this.lti(contents, format)];
    return spliceZip([own('README.txt', this.readme(contents)), ...files.map(([name, text]) => own(name, text))]);
  }

  /** What the administrator of the LMS should know; `files` where a zip holds several packages. */
  readme({ destination, settings, format }: Pick<PackageContents, 'destination' | 'settings' | 'format'>, files?: readonly { name: string; title: string }[]): string {
    const { launchUrl, publicUrl, contentUrl } = this.config;
    return readme({ format, preset: destination.preset, destination: destination.name, origins: [launchUrl, publicUrl, contentUrl], contact: settings.support || (destination.email ?? ''), ...(files && { files }) });
  }

  private async scorm({ dispatchKey, packageKey, courseTitle, settings: { language, support } }: PackageContents, format: ScormFormat): Promise<Buffer> {
    const { css, js, selfTest, schemas } = await this.template.entries(format);
    const facts = formatFacts[format];
    const lang = chooseLanguage([language]);
    const title = packageTitle(courseTitle);
    const script = configScript({ v: 1, gw: this.config.launchUrl, d: dispatchKey, k: packageKey, title, lang, support, ...facts.edition });
    const config = hashedName('rd1-config', script, 'js');
    const page = this.templates.render('dispatch-package/index.html.hbs', { lang, dir: directionOf(lang), title, css: css.name, js: js.name, selftest: selfTest.name, config });
    const manifest = this.templates.render(facts.manifest, { identifier: `RD-${dispatchKey}`, title, schemaVersion: facts.schemaVersion, files: ['index.html', css.name, js.name, selfTest.name, config] });
    return spliceZip([own('imsmanifest.xml', manifest), own('index.html', page), css.entry, js.entry, selfTest.entry, own(config, script), ...schemas]);
  }

  /** The launch address carries the key: AICC knows no other place for it (docs/decisions). */
  private aicc({ dispatchKey, packageKey, courseTitle }: PackageContents): Buffer {
    return spliceZip(aiccFiles({ identifier: `RD-${dispatchKey}`, title: packageTitle(courseTitle), launchUrl: `${this.config.launchUrl}/aicc/${dispatchKey}/${packageKey}` }).map(([name, text]) => own(name, text)));
  }

  private cmi5({ dispatchKey, packageKey, courseTitle, settings }: PackageContents): Buffer {
    const idOf = (part: string) => `urn:uuid:${uuidOf(`cmi5 ${part} ${dispatchKey}`)}`; // the same for the life of the dispatch, whatever the host is called
    const structure = this.templates.render('dispatch-package/cmi5.xml.hbs', {
      lang: chooseLanguage([settings.language]), title: packageTitle(courseTitle) || `RD-${dispatchKey}`, courseId: idOf('course'), auId: idOf('au'), url: `${this.config.launchUrl}/cmi5/${dispatchKey}/${packageKey}`, moveOn: moveOn[settings.statusMap],
      launchMethod: settings.launchMode === 'popup' ? 'OwnWindow' : 'AnyWindow',
    });
    return spliceZip([own('cmi5.xml', structure)]);
  }

  private link({ dispatchKey, packageKey, courseTitle, settings }: PackageContents): [name: string, text: string][] {
    const lang = chooseLanguage([settings.language]);
    return linkFiles({ url: `${this.config.launchUrl}/link/${dispatchKey}/${packageKey}`, title: packageTitle(courseTitle), lang, dir: directionOf(lang) });
  }

  /** Values for the form of an LMS. */
  private async lti({ dispatchKey, courseTitle, destination }: PackageContents, format: PackageFormat): Promise<[name: string, text: string]> {
    const title = packageTitle(courseTitle);
    const values = format === 'LTI_11' ? this.lti11.of(dispatchKey) : { targetLinkUri: this.lti13.targetOf(dispatchKey), ...(await this.lti13.ofDestination(destination.applicationId, destination.id)) };
    return [format === 'LTI_11' ? 'lti11.json' : 'lti13.json', `${JSON.stringify({ title, ...values }, undefined, 2)}\n`];
  }
}
