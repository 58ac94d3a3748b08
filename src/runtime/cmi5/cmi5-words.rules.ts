/** The IRIs of cmi5 (9.3, 9.6). */
export const verbs = {
  launched: 'http://adlnet.gov/expapi/verbs/launched', initialized: 'http://adlnet.gov/expapi/verbs/initialized', completed: 'http://adlnet.gov/expapi/verbs/completed', passed: 'http://adlnet.gov/expapi/verbs/passed',
  failed: 'http://adlnet.gov/expapi/verbs/failed', terminated: 'http://adlnet.gov/expapi/verbs/terminated', abandoned: 'https://w3id.org/xapi/adl/verbs/abandoned', waived: 'https://w3id.org/xapi/adl/verbs/waived',
  satisfied: 'https://w3id.org/xapi/adl/verbs/satisfied', voided: 'http://adlnet.gov/expapi/verbs/voided', scored: 'http://adlnet.gov/expapi/verbs/scored', mastered: 'http://adlnet.gov/expapi/verbs/mastered',
} as const;

export const categories = { cmi5: 'https://w3id.org/xapi/cmi5/context/categories/cmi5', moveOn: 'https://w3id.org/xapi/cmi5/context/categories/moveon' } as const;
const extension = (name: string) => `https://w3id.org/xapi/cmi5/context/extensions/${name}`;
export const extensions = {
  sessionId: extension('sessionid'), masteryScore: extension('masteryscore'), launchMode: extension('launchmode'), launchUrl: extension('launchurl'), moveOn: extension('moveon'), launchParameters: extension('launchparameters'),
  progress: 'https://w3id.org/xapi/cmi5/result/extensions/progress',
} as const;
export const types = { block: 'https://w3id.org/xapi/cmi5/activitytype/block', course: 'https://w3id.org/xapi/cmi5/activitytype/course' } as const;
