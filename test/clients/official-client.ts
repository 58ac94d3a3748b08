import { createRequire } from 'node:module';
import type { Booted } from '../support/boot';

type Callback = (error: (Error & { status?: number; response?: { text?: string } }) | null, data: unknown, response: { status: number; headers: Record<string, string> }) => void;
type Operation = (...values: unknown[]) => void;
type Service = Record<string, Operation>;
interface Package {
  ApiClient: { instance: { basePath: string; authentications: Record<string, { username?: string; password?: string; accessToken?: string }> } };
  [service: string]: unknown;
}

const library = createRequire(__filename)('@rusticisoftware/scormcloud-api-v2-client-javascript') as Package;

export interface Called {
  status: number;
  // what the client makes of the answer
  data: Record<string, unknown>;
  headers: Record<string, string>;
}

/** The official JavaScript client, unchanged, aimed at `courseway`. `call('CourseApi', 'getCourse', 'id', {})` answers what its callback got. */
export function officialClient(courseway: Pick<Booted, 'publicUrl' | 'applicationId' | 'secret'>) {
  const client = library.ApiClient.instance;
  client.basePath = `${courseway.publicUrl}/api/v2`;
  Object.assign(client.authentications['APP_NORMAL'] ?? {}, { username: courseway.applicationId, password: courseway.secret });
  return {
    call(service: string, operation: string, ...values: unknown[]): Promise<Called> {
      const api = new (library[service] as new () => Service)();
      return new Promise((resolve, reject) => {
        const done: Callback = (error, data, response) => {
          if (error) reject(Object.assign(error, { message: `${operation}: ${error.status} ${error.response?.text ?? error.message}` }));
          else resolve({ status: response.status, data: data as Record<string, unknown>, headers: response.headers });
        };
        api[operation]?.(...values, done);
      });
    },
  };
}

/** The names of all operations of a service. */
export function operationsOf(service: string): string[] {
  const api = new (library[service] as new () => Service)();
  const names = [...Object.keys(api), ...Object.getOwnPropertyNames(Object.getPrototypeOf(api))];
  return names.filter((name) => name !== 'constructor' && typeof api[name] === 'function' && !name.endsWith('WithHttpInfo'));
}
