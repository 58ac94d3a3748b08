import { Injectable } from '@nestjs/common';
import type { LearningStandard } from '../../courses/manifests/course-structure.rules';
import { chooseLanguage, type Language } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import type { BootData } from './boot-data.rules';

const types: Readonly<Record<string, string>> = {
  'player.js': 'text/javascript; charset=utf-8',
  'player.css': 'text/css; charset=utf-8',
  'scorm12.min.js': 'text/javascript; charset=utf-8',
  'scorm2004.min.js': 'text/javascript; charset=utf-8',
};

/**
 * Scripts and styles only from our own files, no inline code. Frames may hold https pages because content links out;
 * any page may frame the player because the LMS around a dispatch is not known.
 */
const contentSecurityPolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "frame-src 'self' https:", "base-uri 'none'", "form-action 'none'", 'frame-ancestors *',
].join('; ');

const headers = { 'content-security-policy': contentSecurityPolicy, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export interface PlayerPage {
  html: string;
  headers: Record<string, string>;
}

/** Renders the player's page around its boot data, and hands out the files the page names. */
@Injectable()
export class RenderPlayer {
  constructor(private readonly templates: Templates) {}

  run(boot: BootData): PlayerPage {
    const html = this.templates.render('player/player.html.hbs', {
      lang: boot.lang,
      dir: this.templates.directionOf(boot.lang as Language),
      title: boot.course.title,
      noScript: boot.texts['player.noScript'] ?? '',
      boot: jsonForScript(boot),
      style: this.urlOf('player.css'),
      scripts: [...runtimeOf(boot.course.standard), 'player.js'].map((file) => this.urlOf(file)),
    });
    return { html, headers };
  }

  /** A page that stands there for a moment. */
  returned(accepted: readonly string[]): PlayerPage {
    const lang = chooseLanguage([...accepted]);
    const title = this.templates.textsOf('player', lang)['player.unitClosed.heading'] ?? '';
    return { html: this.templates.render('player/returned.html.hbs', { lang, dir: this.templates.directionOf(lang), title }), headers };
  }

  /** One of the player's own files; its address changes with its content, so it may be kept for ever. */
  asset(file: string): { type: string; body: Buffer } | undefined {
    const type = Object.hasOwn(types, file) ? types[file] : undefined;
    return type ? { type, body: this.templates.browserFile(file).body } : undefined;
  }

  private urlOf(file: string): string {
    return `/player/${this.templates.browserFile(file).hash}/${file}`;
  }
}

const runtimeOf = (standard: LearningStandard): string[] =>
  standard.startsWith('SCORM2004') ? ['scorm2004.min.js'] : ['SCORM12', 'SCORM11', 'AICC'].includes(standard) ? ['scorm12.min.js'] : [];

/** JSON that no text of a course or learner can break out of. */
const jsonForScript = (value: unknown) => JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
