import type { BootData } from '../../src/runtime/player/boot-data.rules';

export type { BootData };

export function readBootData(): BootData {
  const element = document.getElementById('boot');
  return JSON.parse(element?.textContent ?? '') as BootData;
}

/** Looks a text up and fills `{name}` places; a missing text shows its key rather than nothing. */
export function textsOf(texts: Record<string, string>): (key: string, places?: Record<string, string>) => string {
  return (key, places = {}) => (texts[`player.${key}`] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => places[name] ?? whole);
}
export type Say = ReturnType<typeof textsOf>;
