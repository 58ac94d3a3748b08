import { packageFormats } from '../../../dispatch/package/package-formats.rules';
import type { Operations } from '../openapi/operation';
import type { QueryParameter } from '../../described-operation';
import { aFlag, aText, dateField, filterBy, oneOf, orderBy } from '../openapi/query-parameters';
import { enabledAnswer, integerResult, tagListAnswer } from '../v2-answers.wire';
import { batchTags, tagList } from '../v2-shapes';
import { destinationAnswer, destinationListAnswer, dispatchAnswer, dispatchCountAnswer, dispatchListAnswer, keyListAnswer, ledgerAnswer, lti13LinkAnswer, lti13ToolAnswer, ltiAnswer, presetListAnswer, registrationAnswer, seatListAnswer } from './dispatch-answers.wire';
import { destinationChange, destinationFilters, destinationList, dispatchChange, dispatchList, enabledSchema, graceSchema, reasonSchema, versionPolicy } from './dispatch.wire';
import { confirmationListAnswer, timelineAnswer, timelineListAnswer } from './diagnostics.wire';

const chosen = ['courseId', 'since', 'until', dateField(), 'tags', 'filter', filterBy(['dispatch_id'])] as const;
const paged = [orderBy(['updated', 'created'], 'updated_asc'), 'more', 'pageSize', 'includeTotalCount'] as const;
const package_ = [oneOf('type', 'The format of the package; those beside SCORM_12 are our own', packageFormats, 'SCORM_12'), aText('cssUrl', 'Taken and not used: a package loads nothing from elsewhere')] as const;

const destinations: Operations = {
  'GET /dispatch/destinations': {
    id: 'getDestinations', summary: 'Destinations', query: ['courseId', 'since', 'until', dateField(), 'tags', 'filter', filterBy(destinationFilters), ...paged, 'includeDispatchCount'], answer: destinationListAnswer,
  },
  'POST /dispatch/destinations': { id: 'createDestinations', summary: 'Make destinations, all or none', body: destinationList },
  'PUT /dispatch/destinations/tags': { id: 'putDestinationTagsBatch', summary: 'Add tags to several destinations', body: batchTags },
  'GET /dispatch/destinations/{destinationId}': { id: 'getDestination', summary: 'One destination', query: ['includeDispatchCount'], answer: destinationAnswer },
  'PUT /dispatch/destinations/{destinationId}': { id: 'setDestination', summary: 'Change a destination, or make it', body: destinationChange },
  'DELETE /dispatch/destinations/{destinationId}': { id: 'deleteDestination', summary: 'Delete a destination with its dispatches' },
  'GET /dispatch/destinations/{destinationId}/tags': { id: 'getDestinationTags', summary: 'Tags of a destination', answer: tagListAnswer },
  'PUT /dispatch/destinations/{destinationId}/tags': { id: 'putDestinationTags', summary: 'Add tags to a destination', body: tagList },
  'DELETE /dispatch/destinations/{destinationId}/tags': { id: 'deleteDestinationTags', summary: 'Take tags from a destination', body: tagList },
};

const ofDestination: Operations = {
  'GET /dispatch/destinations/{destinationId}/lti13': { id: 'getLti13ToolConfigurationSchema', summary: 'What a platform of LTI 1.3 is told of this server', answer: lti13ToolAnswer },
  'GET /dispatch/destinations/{destinationId}/dispatches': { id: 'getDestinationDispatches', summary: 'Dispatches of a destination', query: [...chosen, ...paged], answer: dispatchListAnswer },
  'DELETE /dispatch/destinations/{destinationId}/dispatches': { id: 'deleteDestinationDispatches', summary: 'Delete all dispatches of a destination' },
  'POST /dispatch/destinations/{destinationId}/dispatches/enabled': { id: 'setDestinationDispatchEnabled', summary: 'Enable or disable all dispatches of a destination', body: enabledSchema },
  'POST /dispatch/destinations/{destinationId}/dispatches/registrationInstancing': { id: 'enableRegistrationInstancing', summary: 'Let learners of a destination begin again on a new version, or not', body: enabledSchema },
  'GET /dispatch/destinations/{destinationId}/dispatches/hashUserInfo': { id: 'getDestinationHashUserInfo', summary: 'Whether a destination sends learners as hashes', answer: enabledAnswer },
  'PUT /dispatch/destinations/{destinationId}/dispatches/hashUserInfo': { id: 'updateDestinationHashUserInfo', summary: 'Send the learners of a destination as hashes, or not', body: enabledSchema },
  'GET /dispatch/destinations/{destinationId}/dispatches/registrationCount': { id: 'getDestinationDispatchRegistrationCount', summary: 'Seats used by all dispatches of a destination', answer: integerResult },
  'DELETE /dispatch/destinations/{destinationId}/dispatches/registrationCount': { id: 'resetDestinationDispatchRegistrationCount', summary: 'Count the seats of a destination from 0 again' },
  'GET /dispatch/destinations/{destinationId}/dispatches/zip': { id: 'getDestinationDispatchZip', summary: 'The packages of all dispatches of a destination', more: 'With a README.txt for the administrator who sets them up.', query: [...package_, 'tags'], answer: 'file' },
};

const licences: Operations = {
  'GET /dispatch/presets': { id: 'getDestinationPresets', summary: 'Learning platforms that are known: the settings that suit each, and why', answer: presetListAnswer, isOurs: true },
  'POST /dispatch/destinations/{destinationId}/lti13/registration': { id: 'inviteLti13Platform', summary: 'An address at which a platform of LTI 1.3 registers this server by itself; good once, for a week', answer: registrationAnswer, isOurs: true },
  'GET /dispatch/destinations/{destinationId}/ledger': { id: 'getDestinationLedger', summary: 'Every change of the counts of a destination, the newest first', query: ['more', 'pageSize'], answer: ledgerAnswer, isOurs: true },
  'GET /dispatch/dispatches/{dispatchId}/ledger': { id: 'getDispatchLedger', summary: 'Every change of the counts of a dispatch, the newest first', query: ['more', 'pageSize'], answer: ledgerAnswer, isOurs: true },
  'GET /dispatch/dispatches/{dispatchId}/seats': { id: 'getDispatchSeats', summary: 'Who has a seat of a dispatch', query: ['more', 'pageSize'], answer: seatListAnswer, isOurs: true },
  'POST /dispatch/dispatches/{dispatchId}/seats/{seatId}/refund': { id: 'refundSeat', summary: 'Give a seat back: it counts no longer, and its learner goes on', body: reasonSchema, refusals: [409], isOurs: true },
  'POST /dispatch/dispatches/{dispatchId}/seats/{seatId}/void': { id: 'voidSeat', summary: 'Take a seat away: it counts no longer and opens nothing', body: reasonSchema, refusals: [409], isOurs: true },
  'GET /dispatch/dispatches/{dispatchId}/versionPolicy': { id: 'getVersionPolicy', summary: 'Which version of the course new registrations get', answer: versionPolicy, isOurs: true },
  'PUT /dispatch/dispatches/{dispatchId}/versionPolicy': { id: 'setVersionPolicy', summary: 'Give new registrations the latest version, a pinned one, or the latest to a share of the learners', body: versionPolicy, isOurs: true },
  'POST /dispatch/dispatches/{dispatchId}/rollback': { id: 'rollBackDispatch', summary: 'Give new registrations the version before', answer: versionPolicy, refusals: [409], isOurs: true },
  'GET /dispatch/dispatches/{dispatchId}/keys': { id: 'getPackageKeys', summary: 'The downloads of a dispatch, each with its key, and where they were launched from', answer: keyListAnswer, isOurs: true },
  'POST /dispatch/dispatches/{dispatchId}/keys/rotate': { id: 'rotatePackageKeys', summary: 'Let all downloads made so far end, after a time of grace', body: graceSchema, isBodyOptional: true, answer: integerResult, isOurs: true },
  'DELETE /dispatch/dispatches/{dispatchId}/keys/{keyId}': { id: 'revokePackageKey', summary: 'Stop one downloaded package', isOurs: true },
};

const state: QueryParameter = { name: 'state', schema: { type: 'string' }, description: 'Only these, separated by commas: confirmed (the learning platform has everything), unconfirmed (an earlier state), never (nothing yet)' };
const diagnostics: Operations = {
  'GET /dispatch/launchTimelines/{reference}': { id: 'getLaunchTimeline', summary: 'What happened in the launch that a learner quotes', answer: timelineAnswer, isOurs: true },
  'GET /dispatch/dispatches/{dispatchId}/launchTimelines': { id: 'getDispatchLaunchTimelines', summary: 'Launches of a dispatch, the newest first, refused ones included', query: ['more', 'pageSize'], answer: timelineListAnswer, isOurs: true },
  'GET /dispatch/dispatches/{dispatchId}/confirmations': { id: 'getDispatchConfirmations', summary: 'What the learning platform has confirmed of each learner', query: [state, 'more', 'pageSize'], answer: confirmationListAnswer, isOurs: true },
  'GET /dispatch/dispatches/{dispatchId}/unconfirmed.csv': { id: 'getDispatchUnconfirmed', summary: 'Learners whose results the learning platform has not confirmed, for its administrator', answer: 'file', isOurs: true },
};

export const dispatchOperations: Operations = {
  ...licences,
  ...diagnostics,
  ...destinations,
  ...ofDestination,
  'GET /dispatch/dispatches': { id: 'getDispatches', summary: 'Dispatches', query: [...chosen, ...paged], answer: dispatchListAnswer },
  'POST /dispatch/dispatches': { id: 'createDispatches', summary: 'Make dispatches, all or none', body: dispatchList },
  'PUT /dispatch/dispatches': { id: 'updateDispatches', summary: 'Change all dispatches that the filters choose', more: 'At least one filter is needed.', query: chosen, body: dispatchChange },
  'DELETE /dispatch/dispatches': { id: 'deleteDispatches', summary: 'Delete all dispatches that the filters choose', more: 'At least one filter is needed.', query: chosen },
  'PUT /dispatch/dispatches/tags': { id: 'putDispatchTagsBatch', summary: 'Add tags to several dispatches', body: batchTags },
  'GET /dispatch/dispatches/{dispatchId}': { id: 'getDispatch', summary: 'One dispatch', answer: dispatchAnswer },
  'PUT /dispatch/dispatches/{dispatchId}': { id: 'updateDispatch', summary: 'Change a dispatch', body: dispatchChange },
  'DELETE /dispatch/dispatches/{dispatchId}': { id: 'deleteDispatch', summary: 'Delete a dispatch' },
  'GET /dispatch/dispatches/{dispatchId}/tags': { id: 'getDispatchTags', summary: 'Tags of a dispatch', answer: tagListAnswer },
  'PUT /dispatch/dispatches/{dispatchId}/tags': { id: 'putDispatchTags', summary: 'Add tags to a dispatch', body: tagList },
  'DELETE /dispatch/dispatches/{dispatchId}/tags': { id: 'deleteDispatchTags', summary: 'Take tags from a dispatch', body: tagList },
  'GET /dispatch/dispatches/{dispatchId}/enabled': { id: 'getDispatchEnabled', summary: 'Whether a dispatch can be launched', answer: enabledAnswer },
  'PUT /dispatch/dispatches/{dispatchId}/enabled': { id: 'setDispatchEnabled', summary: 'Enable or disable a dispatch', body: enabledSchema },
  'GET /dispatch/dispatches/{dispatchId}/hashUserInfo': { id: 'getDispatchHashUserInfo', summary: 'Whether a dispatch sends learners as hashes', answer: enabledAnswer },
  'PUT /dispatch/dispatches/{dispatchId}/hashUserInfo': { id: 'updateDispatchHashUserInfo', summary: 'Send the learners of a dispatch as hashes, or not', body: enabledSchema },
  'GET /dispatch/dispatches/{dispatchId}/registrationCount': { id: 'getDispatchRegistrationCount', summary: 'Seats used since the last reset', answer: dispatchCountAnswer },
  'DELETE /dispatch/dispatches/{dispatchId}/registrationCount': { id: 'resetDispatchRegistrationCount', summary: 'Count the seats of a dispatch from 0 again' },
  'DELETE /dispatch/dispatches/{dispatchId}/postback': { id: 'deleteDispatchPostbackInfo', summary: 'Post results of a dispatch nowhere of its own' },
  'GET /dispatch/dispatches/{dispatchId}/lti': { id: 'getLTIDispatch', summary: 'What an LMS needs to launch a dispatch by LTI 1.1', answer: ltiAnswer },
  'GET /dispatch/dispatches/{dispatchId}/lti13': { id: 'getLti13Dispatch', summary: 'Where a link of LTI 1.3 to a dispatch leads', answer: lti13LinkAnswer },
  'GET /dispatch/dispatches/{dispatchId}/launches': {
    id: 'getLti13DispatchLaunch', summary: 'The last step of a launch by LTI 1.3: on into the course', query: [aText('externalConfig', 'Taken and not used', true), aText('jwt', 'The ticket that the launch was answered with', true)], status: 302, refusals: [403],
  },
  'GET /dispatch/dispatches/{dispatchId}/zip': { id: 'getDispatchZip', summary: 'The package of a dispatch', query: [...package_, aFlag('test', 'A package to try the dispatch with: its launches count nowhere')], answer: 'file' },
};
