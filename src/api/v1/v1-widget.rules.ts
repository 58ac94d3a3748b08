import type { Parameters } from './v1-signature.rules';

const coursePackage = /^ApiCourseId\|(.*)$/s;

/** The call that the address of a widget stands for; '' as its method where it stands for none. */
export function callOfWidget(sent: Parameters): Parameters {
  const sentAs = (wanted: string) => sent.find(([name]) => name === wanted)?.[1] ?? '';
  const courseId = coursePackage.exec(sentAs('package'))?.[1] ?? '';
  return [['method', sentAs('action') === 'properties.view' ? 'rustici.course.properties' : ''], ['courseid', courseId]];
}
