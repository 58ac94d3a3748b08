import type { Booted } from './boot';

interface Listed {
  files: { path: string; size: number; modified: string }[];
  revision: number;
}
type Api = Pick<Booted, 'api'>;

/** Uploads `data` as the file at `destination`; `to` is the course, or the course with one of its versions. */
export async function putAsset(courseway: Api, to: string, destination: string, data: string | Uint8Array, query = ''): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = new FormData();
  form.append('file', new Blob([data as string]), 'upload.bin');
  form.append('destination', destination);
  const answer = await courseway.api(`/courses/${to}/asset/upload${query}`, { method: 'POST', body: form });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

export async function listAssets(courseway: Api, of: string): Promise<Listed> {
  return (await (await courseway.api(`/courses/${of}/asset/list`)).json()) as Listed;
}

/** The bytes of a file as text, or the status when there is none. */
export async function readAsset(courseway: Api, of: string, path: string): Promise<string | number> {
  const answer = await courseway.api(`/courses/${of}/asset?relativePath=${encodeURIComponent(path)}`);
  const text = await answer.text();
  return answer.status === 200 ? text : answer.status;
}
