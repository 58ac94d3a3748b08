import { createHash } from 'node:crypto';

/** What differs between two downloads of a dispatch, and between two dispatches; read by the package when it starts. */
export interface PackageConfig {
  v: 1;
  /** The gateway's origin. */
  gw: string;
  /** The dispatch. */
  d: string;
  /** The package key of this download. */
  k: string;
  title: string;
  lang: string;
  /** Whom a learner should ask; may be empty. */
  support: string;
  /** SCORM 2004; SCORM 1.2 when it is absent. */
  s?: '2004';
}

const hash8 = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 8);

/** `rd1.<hash8>.js`: a name that changes with the content, because LMSs cache what they import (RELAY 1.2). */
export const hashedName = (stem: string, content: string, extension: string): string => `${stem}.${hash8(content)}.${extension}`;

/** At most 200 characters (not halves of an emoji), without the control characters XML forbids. */
export const packageTitle = (title: string): string => [...title.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')].slice(0, 200).join('');

const ascii = (text: string): string => text.replace(/[<>&\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The config script: it leaves its values on the document element and defines no global (RELAY 1.2). */
export const configScript = (config: PackageConfig): string =>
  `document.documentElement.setAttribute("data-rd1",${ascii(JSON.stringify(ascii(JSON.stringify(config))))});\n`;
