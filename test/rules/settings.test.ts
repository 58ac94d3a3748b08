import { type EffectiveSettings, effectiveSettings, levelsOf, type StoredSetting } from '../../src/settings/effective-settings.rules';
import { settingsOfPostBack, withoutSetting } from '../../src/settings/post-back-settings.rules';
import { settingCatalogue } from '../../src/settings/setting-catalogue.rules';
import { problemOf, truthOf } from '../../src/settings/setting-values.rules';

const place = { standard: { standard: 'SCORM12', singleSco: false }, courseKey: 'c', versionKey: 'v', registrationKey: 'r', instanceKey: 'i' };
const stored = (kind: StoredSetting['kind'], itemKey: string, value: string, settingId = 'PlayerTimeLimit'): StoredSetting => ({ kind, itemKey, settingId, value });
const limit = (effective: EffectiveSettings) => effective.get('PlayerTimeLimit');

describe('the catalogue', () => {
  test('every default is allowed, every description is one sentence of ours, ids are unique', () => {
    const wrong = [...settingCatalogue.values()].filter((one) => problemOf(one, one.default) ?? (one.singleSco && problemOf(one, one.singleSco)) ?? !/^[A-Z].{10,160}\.$/.test(one.description));
    expect(wrong.map(({ id }) => id)).toEqual([]);
    expect(settingCatalogue.size).toBe(149);
  });
});

describe('the cascade', () => {
  test('levels from the least to the most specific; the last one given is the level asked for', () => {
    expect(levelsOf(place).map(({ kind, itemKey }) => `${kind}:${itemKey}`)).toEqual(['application:', 'standard:SCORM12 multi', 'course:c', 'version:v', 'registration:r', 'instance:i']);
    expect(levelsOf({}).map(({ kind }) => kind)).toEqual(['application']);
  });

  test('the order of the rows does not matter, and rows of other things do not count', () => {
    const rows = [stored('course', 'c', '3'), stored('application', '', '1'), stored('standard', 'SCORM12 single', '8'), stored('standard', 'SCORM12 multi', '2'), stored('instance', 'other', '9'), stored('version', 'c', '7'), stored('course', 'c', 'x', 'gone-from-the-catalogue')];
    for (const some of [rows, [...rows].reverse()]) expect(limit(effectiveSettings(place, some))).toEqual({ value: '3', source: 'course' });
    expect(limit(effectiveSettings({ courseKey: 'c' }, rows))).toEqual({ value: '3', source: 'course', explicit: '3' });
    expect(effectiveSettings(place, rows).has('gone-from-the-catalogue')).toBe(false);
  });

  test('a postback stands below what is set on the registration', () => {
    const carried = { from: 'registration' as const, values: settingsOfPostBack({ url: 'https://a.test/', userName: 'a' }) };
    const effective = effectiveSettings({ ...place, instanceKey: undefined, carried }, [stored('registration', 'r', 'b', 'ApiRollupRegistrationAuthUser'), stored('course', 'c', 'https://c.test/', 'ApiRollupRegistrationPostBackUrl')]);
    expect(effective.get('ApiRollupRegistrationPostBackUrl')).toEqual({ value: 'https://a.test/', source: 'registration', explicit: 'https://a.test/' });
    expect(effective.get('ApiRollupRegistrationAuthUser')).toMatchObject({ value: 'b' });
  });
});

test('a postback and its settings say the same', () => {
  expect([...settingsOfPostBack({ url: 'u', authType: 'HTTPBASIC', resultsFormat: 'UNDEFINED', legacy: true, password: null })]).toEqual([['ApiRollupRegistrationPostBackUrl', 'u'], ['ApiRollupRegistrationAuthType', 'httpbasic'], ['ApiRollupRegistrationIsJson', 'false']]);
  expect([...settingsOfPostBack(null)]).toEqual([]);
  expect(withoutSetting({ url: 'u', legacy: true }, 'ApiRollupRegistrationIsJson')).toEqual({ url: 'u' });
  const postBack = { url: 'u' };
  expect(withoutSetting(postBack, 'PlayerTimeLimit')).toBe(postBack);
});

test('truth in both spellings, any case', () => {
  expect(['true', 'YES', 'Yes', 'false', 'NO', '', undefined, 'toString'].map((value) => truthOf(value))).toEqual([true, true, true, false, false, false, false, false]);
  expect([truthOf('', true), truthOf('no', true)]).toEqual([true, false]);
});
