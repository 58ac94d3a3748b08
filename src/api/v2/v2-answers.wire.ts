import { z } from 'zod';

/** Shapes of answers that several areas share. Everything but an id may be absent, as in SCORM Cloud's models. */
export const text = z.string().optional();
export const flag = z.boolean().optional();
export const count = z.number().int().optional();
export const moment = z.string().meta({ format: 'date-time' }).optional();
export const more = z.string().optional().describe('Token of the next page; absent on the last one');
const words = z.array(z.string());

export const completionWord = z.enum(['UNKNOWN', 'COMPLETED', 'INCOMPLETE']);
export const successWord = z.enum(['UNKNOWN', 'PASSED', 'FAILED']);
export const score = z.object({ scaled: z.number().min(0).max(100).optional() }).meta({ id: 'ScoreSchema' });

export const stringResult = z.object({ result: z.string() }).meta({ id: 'StringResultSchema' });
export const integerResult = z.object({ result: z.number().int() }).meta({ id: 'IntegerResultSchema' });
export const tagListAnswer = z.object({ tags: words }).meta({ id: 'TagListSchema' });
export const enabledAnswer = z.object({ enabled: z.boolean() }).meta({ id: 'EnabledSchema' });
export const launchLinkAnswer = z.object({ launchLink: z.string() }).meta({ id: 'LaunchLinkSchema' });

const agent = z.object({ objectType: text, name: text, mbox: text, mbox_sha1sum: text, openid: text, account: z.object({ homePage: text, name: text }).optional() });
/** The statement of xAPI as SCORM Cloud's clients read it. */
const statement = z
  .object({
    id: text, actor: agent.optional(), verb: z.object({ id: text, display: z.record(z.string(), z.string()).optional() }).optional(), object: z.looseObject({}).optional(), version: text, objectActivity: z.looseObject({}).optional(), objectAgentGroup: agent.optional(),
    objectStatementReference: z.looseObject({}).optional(), objectSubStatement: z.looseObject({}).optional(), result: z.looseObject({}).optional(), context: z.looseObject({}).optional(), timestamp: moment, stored: moment,
    authority: agent.optional(), attachments: z.array(z.looseObject({})).optional(),
  })
  .meta({ id: 'XapiStatement' });
export const statementsAnswer = z.object({ statements: z.array(statement), more }).meta({ id: 'XapiStatementResult' });

export const postBackAnswer = z.object({ url: text, authType: text, userName: text, password: text, resultsFormat: text, legacy: flag }).meta({ id: 'PostBackSchema' });
export const launchAuthAnswer = z
  .object({ type: z.enum(['cookies', 'vault']).optional(), options: z.object({ ipAddress: flag, fingerprint: flag, expiry: count, slidingExpiry: count }).meta({ id: 'LaunchAuthOptionsSchema' }).optional() })
  .meta({ id: 'LaunchAuthSchema' });

const setting = z.object({
  id: z.string(), effectiveValue: text, effectiveValueSource: text, explicitValue: text,
  metadata: z
    .object({
      default: text, dataType: text, settingDescription: text, level: text, learningStandards: words.optional(), learningStandardVariant: z.enum(['singleScoOnly', 'multiScoOnly', 'either']).optional(), fallback: text,
      validValues: z.array(z.object({ value: z.string(), valueDescription: text }).meta({ id: 'SettingValidValue' })).optional(), honoured: z.string().or(z.boolean()).optional().describe('Whether anything acts on it here'),
    })
    .meta({ id: 'SettingMetadata' })
    .optional(),
}).meta({ id: 'SettingItem' });
export const settingListAnswer = z.object({ settingItems: z.array(setting) }).meta({ id: 'SettingListSchema' });
