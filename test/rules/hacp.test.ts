import { aiccData, hacpRequest, readHacp, readLearner } from '../../src/dispatch/aicc/hacp.rules';

const answer = (data: string, head = 'error=0\r\nerror_text=Successful\r\nversion=4.0\r\n') => `${head}aicc_data=${data}`;
const nobody = { id: '', name: '', status: '', mode: 'normal', entry: '', score: '', location: '', kept: '', language: '' };

test('an answer is read as LMSs write it: order, case, spaces, line ends and a mark at the start do not matter', () => {
  const core = '[Core]\nstudent_id = a=b&c\nSTUDENT_NAME=Lee, Anna\nlesson_status=P , R\nScore=17,20\nLesson_Mode=review\nlesson_location=page 3\n[core_lesson]\nrd1.x\nsecond line\n\n[Core_Vendor]\nstudent_id=other\n[Student_Preferences]\nLanguage=Deutsch\n';
  const learner = { id: 'a=b&c', name: 'Lee, Anna', status: 'passed', mode: 'review', entry: 'resume', score: '85', location: 'page 3', kept: 'rd1.x\nsecond line', language: 'Deutsch' };
  for (const text of [answer(core), answer(core.replace(/\n/g, '\r\n')), `\ufeff${answer(core, 'ERROR = 0\nError_Text = fine\n')}`]) {
    const read = readHacp(text);
    expect(read.error).toBe(0);
    expect(readLearner(read.data)).toEqual(learner);
  }
});

test.each<[string, number | undefined, string]>([
  ['error=3\r\nerror_text=Invalid Session\r\n', 3, 'Invalid Session'], ['<html>error=0</html>', undefined, ''], ['', undefined, ''], ['aicc_data=error=0', undefined, ''], ['error=x', undefined, ''], ['my_error=0', undefined, ''],
])('%j says %s', (text, error, errorText) => {
  expect(readHacp(text)).toMatchObject({ error, errorText });
});

test.each([
  ['Not Attempted,A', 'not attempted', 'ab-initio'], ['n', 'not attempted', ''], ['I,R', 'incomplete', 'resume'], ['Completed', 'completed', ''], ['f', 'failed', ''], ['Browsed,', 'browsed', ''], ['', '', ''], ['zzz', '', ''],
])('lesson_status %j', (word, status, entry) => {
  expect(readLearner(`[core]\nlesson_status=${word}`)).toEqual({ ...nobody, status, entry });
});

test.each([['85', '85'], ['85.5', '85.5'], ['17,20,0', '85'], ['3, 4, 2', '50'], ['120', ''], ['-5', ''], ['', ''], ['abc', ''], ['50,0,0', '50'], ['1e2', '100']])('a score %j is %j', (score, percent) => {
  expect(readLearner(`[core]\nscore=${score}`).score).toBe(percent);
});

test('nothing, and something else altogether, is nobody', () => {
  for (const data of ['', 'student_id=x', '[other]\nstudent_id=x', '\0\0[']) expect(readLearner(data)).toEqual(nobody);
});

test('what is sent is a form whose data survive it, and no value opens a group of its own', () => {
  const form = new URLSearchParams(hacpRequest('PutParam', 's&1', aiccData({ status: 'passed', score: '33.33', location: '[Core] a&b=c', seconds: 3725.9, pointer: 'rd1.a.b', suspended: false })));
  expect(Object.fromEntries(form)).toEqual({ command: 'PutParam', version: '4.0', session_id: 's&1', AICC_Data: '[Core]\r\nLesson_Location=[Core] a&b=c\r\nScore=33.33,100,0\r\nLesson_Status=Passed\r\nTime=01:02:05\r\n[Core_Lesson]\r\nrd1.a.b\r\n' });
  const unscored = aiccData({ status: 'incomplete', seconds: 4_000_000_000, pointer: '', suspended: true });
  expect(unscored).toContain('Lesson_Status=Incomplete,Suspend');
  expect(unscored).not.toContain('Score');
  expect(unscored).toContain('Time=9999:59:59');
});
