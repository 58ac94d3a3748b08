import { createRequire } from 'node:module';
import type { Booted } from '../support/boot';

type Callback = (error: (Error & { status?: number; response?: { text?: string } }) | null, data: unknown, response: { status: number; headers: Record<string, string> }) => void;
type Operation = (...values: unknown[]) => void;
type Service = Record<string, Operation>;
interface Authentication {
  username?: string | null;
  password?: string | null;
  accessToken?: string | null;
}
interface Package {
  ApiClient: { instance: { basePath: string; authentications: Record<string, Authentication> } };
  [service: string]: unknown;
}

const library = createRequire(__filename)('@rusticisoftware/scormcloud-api-v2-client-javascript') as Package;

export interface Called {
  status: number;
  // what the client makes of the answer
  data: Record<string, unknown>;
  headers: Record<string, string>;
}

/** What a server of the v2 API is asked as. */
export interface Asked extends Pick<Booted, 'publicUrl'> {
  applicationId?: string;
  secret?: string;
  /** Sent instead of id and secret. */
  accessToken?: string;
}

const answers = new Map<string, Set<number>>();

/** The statuses that an operation was answered with in this test file (Jest loads this module once for each), such as those of `PingApi.pingAppId`. */
export const answersTo = (service: string, operation: string): ReadonlySet<number> => answers.get(`${service}.${operation}`) ?? new Set();

function note(service: string, operation: string, status: number): void {
  const name = `${service}.${operation}`;
  answers.set(name, (answers.get(name) ?? new Set()).add(status));
}

/** The official JavaScript client, unchanged, aimed at `courseway`. `call('CourseApi', 'getCourse', 'id', {})` answers what its callback got. */
export function officialClient(courseway: Asked) {
  const client = library.ApiClient.instance;
  client.basePath = `${courseway.publicUrl}/api/v2`;
  Object.assign(client.authentications['APP_NORMAL'] ?? {}, { username: courseway.applicationId ?? null, password: courseway.secret ?? null });
  Object.assign(client.authentications['OAUTH'] ?? {}, { accessToken: courseway.accessToken ?? null });
  return {
    call(service: string, operation: string, ...values: unknown[]): Promise<Called> {
      const api = new (library[service] as new () => Service)();
      return new Promise((resolve, reject) => {
        const done: Callback = (error, data, response) => {
          note(service, operation, (error ?? response).status ?? 0);
          if (error) reject(Object.assign(error, { message: `${operation}: ${error.status} ${error.response?.text ?? error.message}` }));
          else resolve({ status: response.status, data: data as Record<string, unknown>, headers: response.headers });
        };
        api[operation]?.(...values, done);
      });
    },
  };
}

export interface ClientOperation {
  service: string;
  operation: string;
  /** What the client asks for, such as `GET /courses/{}`. */
  route: string;
}

/** Every operation the client has, with the route it calls: asked of the client itself, whose sender is replaced by one that only looks. */
export function clientOperations(): ClientOperation[] {
  const found: ClientOperation[] = [];
  for (const service of Object.keys(library).filter((name) => name.endsWith('Api'))) {
    let route = '';
    const sender = { callApi: (path: string, method: string) => (route = `${method} ${path.replace(/\{\w+\}/g, '{}')}`), buildCollectionParam: () => '' };
    const api = new (library[service] as new (client: object) => Service)(sender);
    for (const operation of operationsOf(service)) {
      const call = api[operation] as Operation;
      call.apply(api, [...Array(call.length - 1).fill('x'), () => undefined]);
      found.push({ service, operation, route });
    }
  }
  return found;
}

/** The names of all operations of a service. */
export function operationsOf(service: string): string[] {
  const api = new (library[service] as new () => Service)();
  const names = [...Object.keys(api), ...Object.getOwnPropertyNames(Object.getPrototypeOf(api))];
  return names.filter((name) => name !== 'constructor' && typeof api[name] === 'function' && !name.endsWith('WithHttpInfo'));
}
