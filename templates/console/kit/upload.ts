import { addressOf, headersOfCaller, Problem, problemOf } from './api';
import { say } from './texts';

interface Upload {
  path: string;
  query?: Record<string, string | boolean | undefined>;
  body: FormData | File;
  headers?: Record<string, string>;
  /** From 0 to 1. */
  onProgress: (share: number) => void;
  signal?: AbortSignal;
}

/** Sends a file with its progress, which fetch cannot tell. */
export function upload<T>({ path, query = {}, body, headers = {}, onProgress, signal }: Upload): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', addressOf(path, query));
    for (const [name, value] of Object.entries({ ...headersOfCaller(), ...headers })) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onload = () => (request.status < 300 ? resolve(JSON.parse(request.responseText || 'null') as T) : reject(problemOf(request.status, request.responseText, request.getResponseHeader('retry-after'))));
    request.onerror = () => reject(new Problem(0, 'unreachable', say('problem.upload')));
    request.onabort = () => reject(new Problem(0, 'cancelled', say('problem.cancelled')));
    signal?.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}
