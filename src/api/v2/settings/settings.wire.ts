import { z } from 'zod';
import { invalidInput } from '../../../platform/failure';
import type { SettingChange } from '../../../settings/change-settings';
import type { EffectiveSettings, StandardPlace } from '../../../settings/effective-settings.rules';
import { settingCatalogue } from '../../../settings/setting-catalogue.rules';
import { parseInput } from '../../read-body';
import { flagOf } from '../v2-lists';
import { type Params, plain, single } from '../v2-shapes';

const value = z.union([plain(10_000), z.number(), z.boolean()], { error: 'must be a string' }).transform(String);
export const settingsPost = z.object({ settings: z.array(z.object({ settingId: z.string({ error: 'is required' }).min(1, 'is required').max(255), value, explicit: z.boolean().nullish() }), { error: 'must be a list of {settingId, value}' }).max(1000) }).meta({ id: 'SettingsPostSchema' });

/** SettingsPostSchema. `explicit` changes nothing: what is sent is always kept. */
export const toSettingChanges = (body: unknown): SettingChange[] => parseInput(settingsPost, body).settings.map((one) => ({ settingId: one.settingId, value: one.value }));
/** The same as a field of another body. */
export const initialSettings = settingsPost.nullish().transform((post) => post?.settings.map((one) => ({ settingId: one.settingId, value: one.value })));

/** SettingListSchema. */
export function toSettingList(effective: EffectiveSettings, q: Params) {
  const withMetadata = flagOf('includeMetadata', q['includeMetadata']);
  const settingItems = [...effective].filter(([id]) => !settingCatalogue.get(id)?.secret).map(([id, { value: effectiveValue, source, explicit }]) => ({
    id, effectiveValue, effectiveValueSource: source, ...(explicit === undefined ? {} : { explicitValue: explicit }), ...(withMetadata && { metadata: metadataOf(id) }),
  }));
  return { settingItems };
}

/** SettingMetadata, with a field of ours: whether anything acts on the setting here. */
function metadataOf(id: string) {
  const known = settingCatalogue.get(id);
  if (!known) return undefined;
  return {
    default: known.default, dataType: known.dataType, settingDescription: known.description, level: 'Registration', learningStandards: known.standards ?? [], learningStandardVariant: 'either',
    validValues: (known.values ?? known.words)?.map((word) => ({ value: word })), honoured: known.honoured,
  };
}

const standards = ['SCORM11', 'SCORM12', 'SCORM20042NDEDITION', 'SCORM20043RDEDITION', 'SCORM20044THEDITION', 'AICC', 'XAPI', 'CMI5', 'LTI13'];

/** The pair `learningStandard` and `singleSco` names a level of its own; SCORM_12 and SCORM12 are the same. */
export function standardOf(q: Params): StandardPlace | undefined {
  const [asked, singleSco] = [single(q['learningStandard']), single(q['singleSco'])];
  if (asked === undefined && singleSco === undefined) return undefined;
  if (asked === undefined) throw invalidInput('learningStandard', 'is required together with singleSco');
  if (singleSco === undefined) throw invalidInput('singleSco', 'is required together with learningStandard');
  const standard = asked.replace(/_/g, '').toUpperCase();
  if (!standards.includes(standard)) throw invalidInput('learningStandard', `must be one of ${standards.join(', ')}`);
  return { standard, singleSco: flagOf('singleSco', singleSco) };
}
