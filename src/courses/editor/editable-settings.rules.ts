import type { EffectiveSettings } from '../../settings/effective-settings.rules';
import { settingCatalogue } from '../../settings/setting-catalogue.rules';
import { truthOf } from '../../settings/setting-values.rules';

export interface EditableSetting {
  id: string;
  kind: 'flag' | 'choice' | 'number';
  value: string;
  /** Of a choice. */
  words: readonly string[];
}

/** The settings that the player acts on in a course of a standard, with the values that hold. */
export function editableSettings(standard: string, effective: EffectiveSettings): EditableSetting[] {
  return [...settingCatalogue.values()].filter(({ id, honoured, standards }) => honoured && id.startsWith('Player') && (standards?.includes(standard) ?? true)).map(({ id, dataType, values }) => {
    const value = effective.get(id)?.value ?? '';
    if (dataType === 'bool') return { id, kind: 'flag', value: String(truthOf(value)), words: [] };
    return values ? { id, kind: 'choice', value, words: values } : { id, kind: 'number', value, words: [] };
  });
}
