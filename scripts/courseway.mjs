#!/usr/bin/env node
// courseway <command>: the operator's commands, with the same .env as npm start.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installIfNeeded, root } from './install.mjs';
import { loadEnv } from './load-env.mjs';

installIfNeeded();
const { build, isStale } = await import('./build.mjs');
if (isStale()) await build();
process.env.COURSEWAY_CALLED_IN = process.env.INIT_CWD ?? process.cwd(); // file names are those of the caller
process.chdir(root);
loadEnv(root);
createRequire(import.meta.url)(join(root, 'dist/cli/main.js'));
