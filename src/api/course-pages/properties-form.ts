import type { FastifyRequest } from 'fastify';
import type { EditableSetting } from '../../courses/editor/editable-settings.rules';
import { Failure } from '../../platform/failure';
import type { SettingChange } from '../../settings/change-settings';

export type Form = Partial<Record<string, string>>;
/** Name of the field, and the text that says what it takes. */
export interface WrongField {
  field: string;
  problem: 'title' | 'value';
}

/** The fields of a posted form; anything else that was posted has none. */
export const formOf = ({ body }: FastifyRequest): Form =>
  body && typeof body === 'object' ? Object.fromEntries(Object.entries(body).filter((field): field is [string, string] => typeof field[1] === 'string')) : {};

/** What a form asks to change of the settings it shows. A box that is not ticked is not sent, so the form lists its boxes: another version may have others by now. */
export function changesIn(form: Form, shown: readonly EditableSetting[]): { title?: string; settings: SettingChange[] } {
  const flags = new Set(form['flags']?.split(' '));
  const settings = shown.flatMap(({ id, kind }): SettingChange[] => {
    const value = form[id];
    if (kind === 'flag') return !flags.has(id) ? [] : [{ settingId: id, value: String(value === 'true') }];
    return value === undefined ? [] : [{ settingId: id, value: kind === 'number' ? value.trim() : value }];
  });
  return { title: form['title']?.trim(), settings };
}

/** The settings with what was entered in place of what is stored. */
export function withChanges(settings: readonly EditableSetting[], entered: readonly SettingChange[]): EditableSetting[] {
  const values = new Map(entered.map(({ settingId, value }) => [settingId, value]));
  return settings.map((one) => ({ ...one, value: values.get(one.id) ?? one.value }));
}

/** The field a refusal is about; other faults go on. */
export function wrongField(fault: unknown): WrongField {
  if (fault instanceof Failure && fault.code === 'setting-value-refused') return { field: String(fault.details['settingId']), problem: 'value' };
  if (fault instanceof Failure && fault.code === 'invalid-input' && fault.details['where'] === 'title') return { field: 'title', problem: 'title' };
  throw fault;
}
