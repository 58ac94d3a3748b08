import { type PackageFiles, resolvePath } from './read-resources.rules';

/** The page an address of cmi5.xml or tincan.xml means: a file of the package, or one of another server as it is. Answers what is wrong with it instead. */
export function launchPageOf(address: string, files: PackageFiles): { href: string; query?: string } | string {
  const [, path = '', query] = /^([^?#]*)([?#].*)?$/s.exec(address) ?? [];
  const rest = query ? { query } : {};
  if (/^https?:\/\//i.test(address)) return URL.canParse(address) ? { href: path, ...rest } : `the address [${address.slice(0, 200)}] is not valid; correct it`;
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(address)) return `the address [${address.slice(0, 200)}] is no http(s) address and no file of the package; correct it`;
  const found = [path, decoded(path)].flatMap((one) => files.find(resolvePath('', one) ?? '') ?? [])[0];
  return found === undefined ? `the page [${path.slice(0, 200)}] is not in the package; add the file or correct the address` : { href: found, ...rest };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
