/** What an instance came to, as a learning platform's gradebook wants it. */
export interface Outcome {
  completion: string;
  success: string;
  /** -1..1, or null. */
  score: number | null;
}

const terminal = ({ completion, success }: Outcome) => completion === 'COMPLETED' || success !== 'UNKNOWN';

/** 0..1 with at most four places: the score, else 1 for passed or completed and 0 for failed; nothing while there is nothing to tell. LTI 1.1 knows scores alone. */
export function gradeOf(outcome: Outcome): number | undefined {
  if (outcome.score !== null) return Math.round(Math.min(1, Math.max(0, outcome.score)) * 10_000) / 10_000;
  if (!terminal(outcome)) return undefined;
  return outcome.success === 'FAILED' ? 0 : 1;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');

/** The replaceResult request of LTI 1.1 Basic Outcomes. */
export const replaceResult = (messageId: string, sourcedId: string, grade: number): string => `<?xml version="1.0" encoding="UTF-8"?>
<imsx_POXEnvelopeRequest xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"><imsx_POXHeader><imsx_POXRequestHeaderInfo><imsx_version>V1.0</imsx_version><imsx_messageIdentifier>${escaped(messageId)}</imsx_messageIdentifier></imsx_POXRequestHeaderInfo></imsx_POXHeader><imsx_POXBody><replaceResultRequest><resultRecord><sourcedGUID><sourcedId>${escaped(sourcedId)}</sourcedId></sourcedGUID><result><resultScore><language>en</language><textString>${grade}</textString></resultScore></result></resultRecord></replaceResultRequest></imsx_POXBody></imsx_POXEnvelopeRequest>`;

/** Whether the answer says that the grade was taken. */
export const wasTaken = (answer: string): boolean => /<imsx_codeMajor>\s*success\s*<\/imsx_codeMajor>/i.test(answer);
