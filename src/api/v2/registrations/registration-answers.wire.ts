import { z } from 'zod';
import { completionWord, count, flag, moment, more, score, successWord, text } from '../v2-answers.wire';

const number = z.number().optional();
const comment = z.object({ value: text, location: text, dateTime: text }).meta({ id: 'CommentSchema' });
const interaction = z
  .object({
    id: text, type: text, objectives: z.array(z.string()).optional(), timestamp: text, timestampUtc: text, correctResponses: z.array(z.string()).optional(), weighting: text, learnerResponse: text, result: text, latency: text,
    description: text,
  })
  .meta({ id: 'RuntimeInteractionSchema' });
const runtimeObjective = z
  .object({
    id: text, scoreScaled: text, scoreMin: text, scoreMax: text, scoreRaw: text, runtimeObjectiveSuccessStatus: successWord.optional(),
    runtimeObjectiveCompletionStatus: z.enum(['UNKNOWN', 'COMPLETED', 'INCOMPLETE', 'NOT_ATTEMPTED', 'BROWSED']).optional(), progressMeasure: text, description: text,
  })
  .meta({ id: 'RuntimeObjectiveSchema' });
const preference = z.object({ audioLevel: number, language: text, deliverySpeed: number, audioCaptioning: count }).meta({ id: 'LearnerPreferenceSchema' });
const runtime = z
  .object({
    completionStatus: text, credit: text, entry: text, exit: text, learnerPreference: preference.optional(), location: text, mode: text, progressMeasure: text, scoreScaled: text, scoreRaw: text, scoreMin: text, scoreMax: text,
    totalTime: text, timeTracked: text, runtimeSuccessStatus: successWord.optional(), suspendData: text, learnerComments: z.array(comment).optional(), lmsComments: z.array(comment).optional(),
    runtimeInteractions: z.array(interaction).optional(), runtimeObjectives: z.array(runtimeObjective).optional(),
  })
  .meta({ id: 'RuntimeSchema' });
const objective = z
  .object({
    id: text, primary: flag, score: score.optional(), scoreMax: number, scoreMin: number, scoreRaw: number, previousScoreScaled: number, firstScoreScaled: number, progressMeasure: number, firstSuccessTimeStamp: text,
    objectiveCompletion: completionWord.optional(), objectiveSuccess: successWord.optional(), previousObjectiveSuccess: successWord.optional(),
  })
  .meta({ id: 'ObjectiveSchema' });
const staticProperties = z
  .object({ completionThreshold: text, launchData: text, maxTimeAllowed: text, scaledPassingScore: number, scaledPassingScoreUsed: flag, timeLimitAction: text })
  .meta({ id: 'StaticPropertiesSchema' });
const activity = z
  .object({
    id: text, title: text, attempts: count, activityCompletion: completionWord.optional(), activitySuccess: successWord.optional(), score: score.optional(), timeTracked: text,
    completionAmount: z.object({ scaled: number }).meta({ id: 'CompletionAmountSchema' }).optional(), suspended: flag,
    get children() {
      return z.array(activity).optional();
    },
    objectives: z.array(objective).optional(), staticProperties: staticProperties.optional(), runtime: runtime.optional(),
  })
  .meta({ id: 'ActivityResultSchema' });

export const registrationAnswer = z
  .object({
    id: z.string(), instance: count, xapiRegistrationId: text, dispatchId: text, updated: moment, registrationCompletion: completionWord, registrationCompletionAmount: number, registrationSuccess: successWord,
    score: score.optional(), totalSecondsTracked: number, firstAccessDate: moment, lastAccessDate: moment, completedDate: moment, createdDate: moment,
    course: z.object({ id: z.string(), title: text, version: count }).meta({ id: 'CourseReferenceSchema' }),
    learner: z.object({ id: z.string(), email: text, firstName: text, lastName: text }).meta({ id: 'LearnerSchema' }), tags: z.array(z.string()).optional(),
    globalObjectives: z.array(objective).optional(), sharedData: z.array(z.object({ id: text, value: text }).meta({ id: 'SharedDataEntrySchema' })).optional(), suspendedActivityId: text, activityDetails: activity.optional(),
  })
  .meta({ id: 'RegistrationSchema' });
export const registrationListAnswer = z.object({ registrations: z.array(registrationAnswer), more }).meta({ id: 'RegistrationListSchema' });

const launch = z
  .object({
    id: z.string(), instance: count, score: score.optional(), completionStatus: completionWord.optional(), successStatus: successWord.optional(), historyLog: text, totalSecondsTracked: number, launchTime: moment, exitTime: moment,
    lastRuntimeUpdate: moment, launchHistoryId: text,
  })
  .meta({ id: 'LaunchHistorySchema' });
export const launchHistoryAnswer = z.object({ launchHistory: z.array(launch) }).meta({ id: 'LaunchHistoryListSchema' });
