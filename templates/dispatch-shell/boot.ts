/** What stands in the shell's page as JSON. */
export interface ShellBoot {
  d: string;
  launchUrl: string;
  relayUrl: string;
  contentOrigin: string;
  popup: boolean;
  lang: string;
  dir: 'ltr' | 'rtl';
  texts: Record<string, string>;
}

export const readBoot = (): ShellBoot => JSON.parse(document.getElementById('boot')?.textContent ?? '') as ShellBoot;

/** A value of the page's fragment, such as the nonce; it never reaches a server. */
export const inFragment = (name: string): string => new URLSearchParams(location.hash.slice(1)).get(name) ?? '';

/** Texts that may change their language with the welcome. */
export class ShellTexts {
  constructor(private texts: Record<string, string>) {}

  renew(texts: Record<string, string> | undefined): void {
    if (texts) this.texts = texts;
  }

  readonly say = (key: string): string => this.texts[`shell.${key}`] ?? key;
  /** What the package may show in newer words than it was shipped with. */
  forPackage(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.texts).filter(([key]) => key.startsWith('package.')));
  }
}
export type Say = ShellTexts['say'];
