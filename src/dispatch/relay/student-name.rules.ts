export interface StudentName {
  firstName: string;
  lastName: string;
}

/** First and last name in `cmi.core.student_name`: "Last, First" by the standard, "First Last" in the wild, one word, or nothing. */
export function readStudentName(name: string): StudentName {
  const tidy = name.normalize('NFC').replace(/\s+/g, ' ').trim();
  const comma = tidy.indexOf(',');
  if (comma >= 0) return { firstName: tidy.slice(comma + 1).trim(), lastName: tidy.slice(0, comma).trim() };
  const space = tidy.lastIndexOf(' ');
  if (space < 0) return { firstName: '', lastName: tidy };
  return { firstName: tidy.slice(0, space), lastName: tidy.slice(space + 1) };
}
