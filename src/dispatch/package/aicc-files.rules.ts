/** What the descriptor files of AICC say of one dispatch. */
interface AiccCourse {
  /** The same for the life of the dispatch. */
  identifier: string;
  title: string;
  launchUrl: string;
}

/** Values of INI files stand in one line. */
const line = (text: string) => text.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
/** Many readers split at every quote, so a quote in a value becomes a typographic one. */
const cell = (text: string) => `"${line(text).replace(/"/g, '\u201d')}"`;
const table = (rows: readonly (readonly string[])[]) => `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
const au = 'A1';

/** The four descriptor files of a course of one assignable unit (AICC CMI Guidelines 4.0, 6.1 to 6.4), by name. */
export function aiccFiles({ identifier, title, launchUrl }: AiccCourse): [name: string, text: string][] {
  const shown = line(title) || identifier;
  const course = [
    '[Course]', 'Course_Creator=Courseway', `Course_ID=${identifier}`, 'Course_System=Courseway', `Course_Title=${shown}`, 'Level=1', 'Max_Fields_CST=2', 'Total_AUs=1', 'Total_Blocks=0', 'Version=4.0', '',
    '[Course_Behavior]', 'Max_Normal=1', '', '[Course_Description]', shown.replace(/^\[/, '('), '',
  ];
  return [
    ['course.crs', course.join('\r\n')],
    [
      'course.au',
      table([
        ['System_ID', 'Command_Line', 'File_Name', 'Core_Vendor', 'Type', 'Max_Score', 'Mastery_Score', 'System_Vendor', 'Max_Time_Allowed', 'Time_Limit_Action', 'Web_Launch', 'AU_Password'],
        [au, '', launchUrl, '', 'Lesson', '100', '', 'Courseway', '', '', '', ''],
      ]),
    ],
    ['course.des', table([['System_ID', 'Developer_ID', 'Title', 'Description'], [au, identifier, shown, shown]])],
    ['course.cst', table([['Block', 'Member'], ['Root', au]])],
  ];
}
