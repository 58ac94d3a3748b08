import { faultOfName, tidyName } from '../../platform/archive/entry-names.rules';
import { invalidInput } from '../../platform/failure';

/** `path` as a path inside a course; a leading slash means the course's top. */
export const insideCourse = (path: string): string => tidyName(path).replace(/^\/+/, '');

/** Where an upload shall stand: `destination`, with the upload's own name when it is a folder. Failures: invalid-input. */
export function destinationOf(destination: string, fileName: string | undefined): string {
  const wanted = insideCourse(destination);
  const path = wanted === '' || wanted.endsWith('/') ? `${wanted}${insideCourse(fileName ?? '')}` : wanted;
  const fault = path.endsWith('/') ? 'is a folder; name the file too' : faultOfName(path);
  if (fault) throw invalidInput('destination', fault);
  return path;
}
