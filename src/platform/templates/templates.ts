import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { directionOf, type Language } from './language.rules';

const folder = join(__dirname, '../../../templates');
const builtFolder = join(__dirname, '../../../dist/browser');

export interface BrowserFile {
  body: Buffer;
  /** First 8 characters of the SHA-256 in hexadecimal, for names that may be cached for ever. */
  hash: string;
}

/** The files of `templates/`: Handlebars pages, texts per language, and browser code built to dist/browser. Read once. */
@Injectable()
export class Templates {
  private readonly compiled = new Map<string, Handlebars.TemplateDelegate>();
  private readonly texts = new Map<string, Record<string, string>>();
  private readonly files = new Map<string, BrowserFile>();

  /** Fills the template `name` (such as `pages/message.html.hbs`); values are escaped, but not in plain text (`.txt.hbs`). */
  render(name: string, values: object): string {
    let template = this.compiled.get(name);
    if (!template) {
      template = Handlebars.compile(readFileSync(join(folder, name), 'utf8'), { strict: true, noEscape: name.endsWith('.txt.hbs') });
      this.compiled.set(name, template);
    }
    return template(values);
  }

  /** The texts of a group (`templates/texts/<group>.<language>.json`), English where a translation lacks one. */
  textsOf(group: string, language: Language): Record<string, string> {
    const known = this.texts.get(`${group}.${language}`);
    if (known) return known;
    const own = JSON.parse(readFileSync(join(folder, 'texts', `${group}.${language}.json`), 'utf8')) as Record<string, string>;
    const all = language === 'en' ? own : { ...this.textsOf(group, 'en'), ...own };
    this.texts.set(`${group}.${language}`, all);
    return all;
  }

  directionOf(language: Language): 'ltr' | 'rtl' {
    return directionOf(language);
  }

  /** A file of dist/browser. */
  browserFile(name: string): BrowserFile {
    let file = this.files.get(name);
    if (!file) {
      const body = readFileSync(join(builtFolder, name));
      file = { body, hash: createHash('sha256').update(body).digest('hex').slice(0, 8) };
      this.files.set(name, file);
    }
    return file;
  }
}
