/** What this download of the package is; left on the document element by the config script. */
export interface PackageConfig {
  gw: string;
  d: string;
  k: string;
  title: string;
  lang: string;
  support: string;
  /** SCORM edition; 1.2 when it is absent, as in packages of earlier days. */
  s?: '2004';
}

/** Reads the config and takes it off the page. */
export function takeConfig(): PackageConfig | undefined {
  const root = document.documentElement;
  const text = root.getAttribute('data-rd1');
  root.removeAttribute('data-rd1');
  try {
    return JSON.parse(text || '') as PackageConfig;
  } catch {
    return undefined;
  }
}

/** `https://host:port` of an address, as browsers write it. */
export function originOf(address: string): string {
  const link = document.createElement('a');
  link.href = address;
  return `${link.protocol}//${link.host}`;
}

/** Random words without the subtle part of crypto, which pages on http lack. */
export function randomWord(bytes: number): string {
  const random = window.crypto.getRandomValues(new Uint8Array(bytes));
  return Array.prototype.map.call(random, (byte: number) => `0${byte.toString(16)}`.slice(-2)).join('');
}
