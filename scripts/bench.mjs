// npm run bench: builds what is old and measures. BENCH_ROWS=1,2 picks rows, BENCH_SECONDS and BENCH_PAIRS shorten it.
import { installIfNeeded } from './install.mjs';

installIfNeeded();
const { build, isStale } = await import('./build.mjs');
if (isStale()) await build();
await import('../bench/run.mjs');
