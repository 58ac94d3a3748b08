import { settingCatalogue } from './setting-catalogue.rules';

export interface SettingLevel {
  kind: 'application' | 'standard' | 'course' | 'version' | 'registration' | 'instance';
  itemKey: string;
}
export interface StoredSetting extends SettingLevel {
  settingId: string;
  value: string;
}
/** The word of the API for where a value comes from. */
type SettingSource = 'default' | 'application' | 'learningStandardForApplication' | 'course' | 'dispatch' | 'registration';

export interface StandardPlace {
  /** As courses call it, such as SCORM12. */
  standard: string;
  singleSco: boolean;
}
/** What settings are asked for; the last key that is given names the level. */
export interface SettingPlace {
  standard?: StandardPlace;
  courseKey?: string;
  versionKey?: string;
  registrationKey?: string;
  instanceKey?: string;
  /** Values that a registration brings along from its creation (its postback). */
  carried?: { from: 'dispatch' | 'registration'; values: ReadonlyMap<string, string> };
}
interface EffectiveSetting {
  value: string;
  source: SettingSource;
  /** Only when it is set at the very level that was asked for. */
  explicit?: string;
}
export type EffectiveSettings = ReadonlyMap<string, EffectiveSetting>;

const sourceOf: Readonly<Record<SettingLevel['kind'], SettingSource>> = {
  application: 'application', standard: 'learningStandardForApplication', course: 'course', version: 'course', registration: 'registration', instance: 'registration',
};

export const applicationLevel: SettingLevel = { kind: 'application', itemKey: '' };
export const standardLevel = ({ standard, singleSco }: StandardPlace): SettingLevel => ({ kind: 'standard', itemKey: `${standard} ${singleSco ? 'single' : 'multi'}` });

/** The levels that count at a place, the most specific one last. */
export function levelsOf(place: SettingPlace): SettingLevel[] {
  const keyed = (['course', 'version', 'registration', 'instance'] as const).flatMap((kind): SettingLevel[] => {
    const itemKey = place[`${kind}Key`];
    return itemKey === undefined ? [] : [{ kind, itemKey }];
  });
  return [applicationLevel, ...(place.standard ? [standardLevel(place.standard)] : []), ...keyed];
}

/** Every setting of the catalogue at a place: the most specific level that has a value wins. */
export function effectiveSettings(place: SettingPlace, stored: readonly StoredSetting[]): EffectiveSettings {
  const effective = defaultsAt(place);
  const levels = levelsOf(place);
  for (const level of levels) {
    const isAsked = level === levels.at(-1);
    if (level.kind === 'registration') carry(place, effective, isAsked);
    for (const { settingId, value } of stored.filter(({ kind, itemKey }) => kind === level.kind && itemKey === level.itemKey))
      if (effective.has(settingId)) effective.set(settingId, { value, source: sourceOf[level.kind], ...(isAsked ? { explicit: value } : {}) });
  }
  return effective;
}

function defaultsAt({ standard }: SettingPlace): Map<string, EffectiveSetting> {
  return new Map([...settingCatalogue].map(([id, known]) => [id, { value: (standard?.singleSco ? known.singleSco : undefined) ?? known.default, source: 'default' }]));
}

function carry({ carried }: SettingPlace, effective: Map<string, EffectiveSetting>, isAsked: boolean): void {
  for (const [id, value] of carried?.values ?? []) effective.set(id, { value, source: carried?.from ?? 'registration', ...(isAsked && carried?.from === 'registration' ? { explicit: value } : {}) });
}
