import { csvLines } from '../../src/platform/csv.rules';

test.each([
  ['plain', 'plain'], ['', ''], [12, '12'], [-1.5, '-1.5'], [null, ''], [undefined, ''], [false, 'false'], ['a,b', '"a,b"'], ['say "no"', '"say ""no"""'], ['two\nlines', '"two\nlines"'], ['2-1', '2-1'], ['a@x.example', 'a@x.example'], ['a; b', 'a; b'],
])('%j is the cell %s', (value, written) => {
  expect(csvLines([[value]])).toBe(`${written}\r\n`);
});

test.each([
  ['=1+1', "'=1+1"], ['+1', "'+1"], ['-1', "'-1"], ['@SUM(1)', "'@SUM(1)"], ['＝1+1', "'＝1+1"], [' =1', "' =1"], ['\t=1', "'\t'=1"], ['\rx', "\"'\rx\""],
  ['a;=1+1', "a;'=1+1"], ['a; =1', "a;' =1"], ['a;"=1"', `"a;'""=1"""`], ['a\t=1', "a\t'=1"], ['a\n=1', `"a\n'=1"`], ['=HYPERLINK("http://x.test/")', `"'=HYPERLINK(""http://x.test/"")"`],
])('%j is no formula, whatever the spreadsheet parts cells by', (value, written) => {
  expect(csvLines([[value]])).toBe(`${written}\r\n`);
});
