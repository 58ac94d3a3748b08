import type { Operations } from '../openapi/operation';
import { aText } from '../openapi/query-parameters';
import { tagListAnswer } from '../v2-answers.wire';
import { batchTags, tagList } from '../v2-shapes';
import { learner } from './learner.wire';

export const learnerOperations: Operations = {
  'PUT /learner/tags': { id: 'putLearnerTagsBatch', summary: 'Add tags to several learners', body: batchTags },
  'GET /learner/{learnerId}/tags': { id: 'getLearnerTags', summary: 'Tags of a learner', answer: tagListAnswer },
  'PUT /learner/{learnerId}/tags': { id: 'putLearnerTags', summary: 'Add tags to a learner', body: tagList },
  'DELETE /learner/{learnerId}/tags': { id: 'deleteLearnerTags', summary: 'Take tags from a learner', body: tagList },
  'POST /learner/{learnerId}/updateInfo': { id: 'updateLearnerInfo', summary: 'Change the name and address of a learner in all registrations', body: learner },
  'POST /learner/{learnerId}/delete-information': {
    id: 'deleteAllLearnerData', summary: 'Erase everything about a learner', more: 'The work is done afterwards; the header X-Erasure-Receipt numbers it.', query: [aText('userEmail', 'Who is told by mail when it is done', true)],
  },
};
