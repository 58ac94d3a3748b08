import { Failure } from '../platform/failure';

export type LearnersFailureCode = 'learner-unknown';

export const learnerUnknown = (id: string) => new Failure('learner-unknown' satisfies LearnersFailureCode, `Could not find learner [${id}]`);
