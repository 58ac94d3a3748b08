import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config';
import { chooseLanguage, directionOf } from '../../platform/templates/language.rules';
import { formatFacts, type PackageFormat } from './package-formats.rules';
import { Templates } from '../../platform/templates/templates';
import { configScript, hashedName, packageTitle } from './package-files.rules';
import { PackageTemplate } from './package-template';
import { spliceZip, zipEntry } from './splice-zip';

export interface PackageContents {
  dispatchKey: string;
  packageKey: string;
  courseTitle: string;
  language: string;
  support: string;
  format: PackageFormat;
}

/** Fills the package of one download: manifest, page and config are its own, all else is copied ready-made. The same input gives the same bytes. */
@Injectable()
export class FillPackage {
  constructor(
    private readonly config: Config,
    private readonly templates: Templates,
    private readonly template: PackageTemplate,
  ) {}

  async run({ dispatchKey, packageKey, courseTitle, language, support, format }: PackageContents): Promise<Buffer> {
    const { css, js, schemas } = await this.template.entries(format);
    const facts = formatFacts[format];
    const lang = chooseLanguage([language]);
    const title = packageTitle(courseTitle);
    const script = configScript({ v: 1, gw: this.config.publicUrl, d: dispatchKey, k: packageKey, title, lang, support, ...facts.edition });
    const config = hashedName('rd1-config', script, 'js');
    const page = this.templates.render('dispatch-package/index.html.hbs', { lang, dir: directionOf(lang), title, css: css.name, js: js.name, config });
    const manifest = this.templates.render(facts.manifest, { identifier: `RD-${dispatchKey}`, title, schemaVersion: facts.schemaVersion, files: ['index.html', css.name, js.name, config] });
    const own = (name: string, text: string) => zipEntry(name, Buffer.from(text, 'utf8'));
    return spliceZip([own('imsmanifest.xml', manifest), own('index.html', page), css.entry, js.entry, own(config, script), ...schemas]);
  }
}
