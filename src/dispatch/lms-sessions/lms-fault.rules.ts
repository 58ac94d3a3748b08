/** What a learner reads when their LMS could not be asked: it may not be (the operator can permit it), or it did not answer. */
export const lmsFault = ({ code }: { code: string }): 'lms-address' | 'lms-silent' => (code === 'outgoing-request-failed' ? 'lms-silent' : 'lms-address');
