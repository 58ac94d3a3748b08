/** PostBackSchema, as it is kept with a registration, a dispatch or an invitation. */
export type PostBack = Readonly<Record<string, unknown>>;

/** Which setting says the same as a field of a postback (SEMANTICS 12). */
const settingOf = {
  url: 'ApiRollupRegistrationPostBackUrl', authType: 'ApiRollupRegistrationAuthType', userName: 'ApiRollupRegistrationAuthUser', password: 'ApiRollupRegistrationAuthPassword',
  resultsFormat: 'ApiRollupRegistrationFormat', legacy: 'ApiRollupRegistrationIsJson',
} as const;
export const postBackSettings: readonly string[] = Object.values(settingOf);
const fieldOf: ReadonlyMap<string, string> = new Map(Object.entries(settingOf).map(([field, id]) => [id, field]));

const asSetting = (field: string, value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined;
  if (field === 'legacy') return String(value !== true);
  const text = field === 'authType' || field === 'resultsFormat' ? String(value).toLowerCase() : String(value);
  return text === 'undefined' ? undefined : text;
};

/** A postback as settings; UNDEFINED and absent fields set nothing. */
export function settingsOfPostBack(postBack: PostBack | null | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [field, id] of Object.entries(settingOf)) {
    const value = asSetting(field, postBack?.[field]);
    if (value !== undefined) values.set(id, value);
  }
  return values;
}

/** `postBack` without what the setting says; the same when it says nothing. */
export function withoutSetting(postBack: PostBack | null, settingId: string): PostBack | null {
  const field = fieldOf.get(settingId);
  if (!postBack || !field || !(field in postBack)) return postBack;
  const { [field]: _, ...rest } = postBack;
  return rest;
}
