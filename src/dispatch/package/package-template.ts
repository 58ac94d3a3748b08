import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { Templates } from '../../platform/templates/templates';
import { hashedName } from './package-files.rules';
import { formatFacts, type ScormFormat } from './package-formats.rules';
import { entriesOf, type ZipEntry } from './splice-zip';

/** The files that all dispatches share, deflated once. */
export interface TemplateEntries {
  css: { name: string; entry: ZipEntry };
  js: { name: string; entry: ZipEntry };
  /** Loaded by the package when somebody asks for it. */
  selfTest: { name: string; entry: ZipEntry };
  schemas: ZipEntry[];
}

/** Becomes 1980-01-01, the first day a zip can name. */
const fixedDate = new Date(0);

/** Builds the unchanging part of dispatch packages once per start and format (script, styles and schemas). */
@Injectable()
export class PackageTemplate {
  private readonly built = new Map<ScormFormat, Promise<TemplateEntries>>();

  constructor(private readonly templates: Templates) {}

  entries(format: ScormFormat): Promise<TemplateEntries> {
    let entries = this.built.get(format);
    if (!entries) {
      entries = this.build(format).catch((error: unknown) => {
        this.built.delete(format);
        throw error;
      });
      this.built.set(format, entries);
    }
    return entries;
  }

  private async build(format: ScormFormat): Promise<TemplateEntries> {
    const { schemaFolder, schemas } = formatFacts[format];
    const css = this.templates.browserFile('package.css').body;
    const js = this.templates.browserFile('package.js').body;
    const selfTest = this.templates.browserFile('selftest.js').body;
    const named = (stem: string, body: Buffer, extension: string) => hashedName(stem, body.toString('utf8'), extension);
    const names = { css: named('rd1', css, 'css'), js: named('rd1', js, 'js'), selfTest: named('rd1-selftest', selfTest, 'js') };
    const { ZipArchive } = await import('archiver'); // loaded when the first zip is asked for: it is large
    const archive = new ZipArchive({ zlib: { level: 9 } });
    const zip = buffer(archive);
    for (const [name, body] of [[names.css, css], [names.js, js], [names.selfTest, selfTest]] as const) archive.append(body, { name, date: fixedDate });
    for (const name of schemas) archive.append(this.templates.browserFile(`${schemaFolder}/${name}`).body, { name, date: fixedDate });
    await archive.finalize();
    const entries = entriesOf(await zip);
    const entry = (name: string): ZipEntry => {
      const found = entries.get(name);
      if (!found) throw new Error(`the package template lacks ${name}`);
      return found;
    };
    return { css: { name: names.css, entry: entry(names.css) }, js: { name: names.js, entry: entry(names.js) }, selfTest: { name: names.selfTest, entry: entry(names.selfTest) }, schemas: schemas.map(entry) };
  }
}
