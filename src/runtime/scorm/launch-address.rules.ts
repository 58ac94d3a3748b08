import type { Activity } from '../../courses/manifests/course-structure.rules';

/** Address of a unit: the file, then the query of its resource and its own parameters (SCORM 2004 CAM 3.4.1.8, the same as 1.2 CAM 2.3.2.5.2). */
export function addressOf(activity: Activity, contentBase: string): string {
  const href = activity.href ?? '';
  const file = /^https?:\/\//i.test(href) ? href : contentBase + href.split('/').map(encodeURIComponent).join('/');
  const query = activity.query ? (/^[?#]/.test(activity.query) ? activity.query : `?${activity.query}`) : '';
  return withParameters(file + query, activity.parameters ?? '');
}

/** With more parameters, before a fragment. */
export function withParameters(address: string, parameters: string): string {
  const rest = parameters.replace(/^[?&]+/, '');
  if (!rest) return address;
  if (rest.startsWith('#')) return address.includes('#') ? address : address + rest;
  const [path = '', fragment] = address.split('#', 2) as [string, string?];
  return `${path}${path.includes('?') ? '&' : '?'}${rest}${fragment === undefined ? '' : `#${fragment}`}`;
}
