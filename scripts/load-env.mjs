// Reads `.env` beside package.json; what the environment already says wins.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function loadEnv(root) {
  const file = join(root, '.env');
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    const found = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!found || process.env[found[1]] !== undefined) continue;
    process.env[found[1]] = found[2].replace(/^(["'])(.*)\1$/, '$2');
  }
}
