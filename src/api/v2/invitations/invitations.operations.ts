import type { Operations } from '../openapi/operation';
import { aFlag, dateField, filterBy, oneOf, orderBy } from '../openapi/query-parameters';
import { tagListAnswer } from '../v2-answers.wire';
import { batchTags, tagList } from '../v2-shapes';
import { jobStatusAnswer, privateAnswer, privateListAnswer, publicAnswer, publicListAnswer, summaryAnswer, summaryListAnswer, suppressionListAnswer, takenRowsAnswer, userInvitationListAnswer } from './invitation-answers.wire';
import { changedPrivate, changedPublic, changedRecipient, newPrivate, newPublic, recipientList, suppression } from './invitation.wire';

const order = orderBy(['updated', 'created'], 'updated_asc');
const list = ['courseId', 'since', 'until', dateField(), 'tags', 'filter', filterBy(['invitation_id']), order, 'more', 'pageSize', 'includeTotalCount'] as const;
const states = ['queued', 'sent', 'bounced', 'failed', 'suppressed', 'cancelled', 'joined', 'gone'];
const people = ['since', 'until', dateField(), 'filter', filterBy(['registration_id', 'email']), oneOf('state', 'Only people in this state', states), order, 'more', 'pageSize', 'pageSize', 'includeRegistrationReport', 'includeTotalCount'] as const;

export const invitationOperations: Operations = {
  'GET /invitations': { id: 'getAllInvitations', summary: 'Invitations of both kinds', query: list, answer: summaryListAnswer },
  'PUT /invitations/tags': { id: 'putInvitationTagsBatch', summary: 'Add tags to several invitations', body: batchTags },
  'GET /invitations/{invitationId}/tags': { id: 'getInvitationTags', summary: 'Tags of an invitation', answer: tagListAnswer },
  'PUT /invitations/{invitationId}/tags': { id: 'putInvitationTags', summary: 'Add tags to an invitation', body: tagList },
  'DELETE /invitations/{invitationId}/tags': { id: 'deleteInvitationTags', summary: 'Take tags from an invitation', body: tagList },
  'GET /invitations/private': { id: 'getPrivateInvitations', summary: 'Private invitations', query: list, answer: privateListAnswer },
  'POST /invitations/private': { id: 'createPrivateInvitation', summary: 'Invite people, each with a link of their own', body: newPrivate, answer: summaryAnswer, refusals: [404] },
  'GET /invitations/private/{invitationId}': { id: 'getPrivateInvitation', summary: 'One private invitation', query: ['includeRegistrationCount'], answer: privateAnswer },
  'PUT /invitations/private/{invitationId}': { id: 'updatePrivateInvitation', summary: 'Change a private invitation', body: changedPrivate, answer: privateAnswer },
  'GET /invitations/private/{invitationId}/jobStatus': { id: 'getPrivateInvitationJobStatus', summary: 'How the sending goes', answer: jobStatusAnswer },
  'GET /invitations/private/{invitationId}/userInvitations': { id: 'getPrivateUserInvitations', summary: 'The people of a private invitation', query: people, answer: userInvitationListAnswer },
  'POST /invitations/private/{invitationId}/recipients': {
    id: 'addRecipients', summary: 'Invite more people to a private invitation', query: [aFlag('dryRun', 'Check the rows and change nothing')], body: recipientList, otherBody: 'text/csv', answer: takenRowsAnswer, refusals: [413], isOurs: true,
  },
  'PUT /invitations/private/{invitationId}/recipients/{recipientId}': { id: 'updateRecipient', summary: 'Mend the address or name of somebody, or revoke their link', body: changedRecipient, isOurs: true },
  'POST /invitations/private/{invitationId}/recipients/{recipientId}/resend': { id: 'resendInvitation', summary: 'Mail somebody their link again', isOurs: true },
  'GET /invitations/public': { id: 'getPublicInvitations', summary: 'Public invitations', query: list, answer: publicListAnswer },
  'POST /invitations/public': { id: 'createPublicInvitation', summary: 'Make a link that anybody may join by', body: newPublic, answer: publicAnswer, refusals: [404] },
  'GET /invitations/public/{invitationId}': { id: 'getPublicInvitation', summary: 'One public invitation', query: ['includeRegistrationCount'], answer: publicAnswer },
  'PUT /invitations/public/{invitationId}': { id: 'updatePublicInvitation', summary: 'Change a public invitation', body: changedPublic, answer: publicAnswer },
  'GET /invitations/public/{invitationId}/userInvitations': { id: 'getPublicUserInvitations', summary: 'The people who joined', query: people, answer: userInvitationListAnswer },
  'GET /invitations/suppressions': { id: 'getSuppressions', summary: 'Addresses that are not mailed', query: ['more'], answer: suppressionListAnswer, isOurs: true },
  'PUT /invitations/suppressions/{address}': { id: 'setSuppression', summary: 'Mail an address no more', body: suppression, isBodyOptional: true, isOurs: true },
  'DELETE /invitations/suppressions/{address}': { id: 'deleteSuppression', summary: 'Mail an address again', isOurs: true },
};
