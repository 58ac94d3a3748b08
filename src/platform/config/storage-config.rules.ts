import { z } from 'zod';

/** The bucket of STORAGE_URL; keys come from the usual variables of AWS. */
export interface ObjectStore {
  bucket: string;
  /** In front of every key: empty, or with its slash at the end. */
  prefix: string;
  /** `undefined`: Amazon's own, by region. */
  endpoint?: string;
  region: string;
  /** The bucket is part of the path and not of the host. */
  pathStyle: boolean;
}

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const folders = /^(\/[A-Za-z0-9!_.*'()-]+)*\/?$/;
const isOrigin = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && [url.origin, `${url.origin}/`].includes(url.href) && !url.username;
};
const query = z.strictObject({
  endpoint: z.string().refine(isOrigin, 'must be an http(s) origin such as https://s3.example.com, with no path, query or user').transform((text) => new URL(text).origin).optional(),
  region: z.string().regex(/^[a-z0-9-]{1,64}$/, 'must be a region such as eu-central-1').optional(),
  pathStyle: z.enum(['true', 'false'], { error: 'must be true or false' }).optional(),
});

/** Faults never repeat the URL: somebody may have put a key in it. */
const faultsOfAddress: { isFault: (url: URL) => boolean; message: string }[] = [
  { isFault: (url) => Boolean(url.username || url.password), message: 'may not hold keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY' },
  { isFault: (url) => Boolean(url.port), message: 'names a bucket, which has no port; the address of the store goes into endpoint=' },
  { isFault: (url) => !bucketName.test(url.hostname), message: 'must name a bucket of 3 to 63 small letters, digits, dots and dashes' },
  { isFault: (url) => !folders.test(url.pathname) || url.hash !== '', message: 'may have folders of letters, digits and - _ . behind the bucket, and nothing else' },
];

function storeOf(text: string): ObjectStore | { faults: string[] } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 's3:' || !url.hostname) return { faults: ['must look like s3://bucket/prefix?region=eu-central-1, with endpoint=https://… for a store that is not Amazon’s'] };
  const asked = query.safeParse(Object.fromEntries(url.searchParams));
  const faultsOfQuery = (asked.error?.issues ?? []).map((issue) => (issue.path.length ? `${issue.path.join('.')} ${issue.message}` : `knows only the options ${Object.keys(query.shape).join(', ')}`));
  const faults = [...faultsOfQuery, ...faultsOfAddress.filter(({ isFault }) => isFault(url)).map(({ message }) => message)];
  if (faults.length || !asked.data) return { faults };
  const { endpoint, region, pathStyle } = asked.data;
  if (!endpoint && !region) return { faults: ['needs region=… (or endpoint=… for a store that is not Amazon’s)'] };
  const prefix = url.pathname.replace(/^\/|\/$/g, '');
  return { bucket: url.hostname, prefix: prefix && `${prefix}/`, region: region ?? 'us-east-1', pathStyle: pathStyle === undefined ? endpoint !== undefined : pathStyle === 'true', ...(endpoint && { endpoint }) };
}

/** STORAGE_URL. */
export const storageUrl = z.string().transform((text, context): ObjectStore => {
  const store = storeOf(text);
  if (!('faults' in store)) return store;
  context.addIssue({ code: 'custom', message: store.faults.join('; ') });
  return z.NEVER;
});
