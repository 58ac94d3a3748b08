import { z } from 'zod';

/** What is read of the answers of a v2 API. Whatever a server leaves out or sets to null is absent; what is not named here is passed on or left. */
const text = z.string().nullish().transform((value) => value || undefined);
const flag = z.boolean().nullish().transform((value) => value ?? undefined);
const count = z.number().nullish().transform((value) => value ?? undefined);
const tags = z.array(z.string()).nullish().transform((value) => value ?? []);

export const account = z.looseObject({ email: text });
export const told = z.object({ enabled: z.boolean() });
export const tagList = z.object({ tags });

const setting = z.object({ id: z.string(), effectiveValue: z.string().nullish(), effectiveValueSource: text, explicitValue: z.string().nullish() });
export const settings = z.object({ settingItems: z.array(setting).nullish().transform((items) => items ?? []) });
export type Setting = z.output<typeof setting>;

export const course = z.looseObject({ id: z.string(), title: text, version: count, courseLearningStandard: text, tags });
export type Course = z.output<typeof course>;
export const courseVersions = z.object({ courses: z.array(course) });
export const importStarted = z.object({ result: z.string() });
export const importJob = z.object({ status: z.string(), message: text, importResult: z.looseObject({ course: course.nullish() }).nullish() });

const dispatchingData = z.looseObject({ tags, email: text, notes: text });
export const destination = z.object({ id: z.string(), data: dispatchingData.extend({ name: text }) });
export const dispatch = z.object({ id: z.string(), data: dispatchingData.extend({ destinationId: z.string(), courseId: z.string(), registrationCount: count, expirationDate: text }) });
export type Destination = z.output<typeof destination>;
export type Dispatch = z.output<typeof dispatch>;

const learner = z.looseObject({ id: z.string(), firstName: text, lastName: text, email: text });
/** One instance of a registration, with whatever details came along. */
export const registration = z.looseObject({
  id: z.string(), instance: count, xapiRegistrationId: text, dispatchId: text, updated: text, registrationCompletion: text, registrationSuccess: text, score: z.looseObject({ scaled: count }).nullish(), totalSecondsTracked: count, tags,
  firstAccessDate: text, lastAccessDate: text, completedDate: text, course: z.looseObject({ id: z.string(), version: count }), learner,
});
export type Registration = z.output<typeof registration>;

export const listedInvitation = z.looseObject({ id: z.string(), courseId: z.string(), updated: text });
export const invitation = z.looseObject({
  id: z.string(), courseId: z.string(), url: text, allowLaunch: flag, allowNewRegistrations: flag, expirationDate: text, registrationCap: count, registrationCount: count, creatingUserEmail: text,
  postBack: z.looseObject({ url: text }).nullish(), invitationEmail: z.looseObject({ subject: text, body: text }).nullish(),
});
export type Invitation = z.output<typeof invitation>;
export const invitee = z.looseObject({ email: z.string(), registrationId: text, firstName: text, lastName: text });
export const madeInvitation = z.looseObject({ id: z.string(), url: text });
