import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { root } from '../install.mjs';
import { importPackage, mostBytes, NotImported } from './import-package.mjs';

const types = {
  html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', xml: 'text/xml', xsd: 'text/xml', png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', svg: 'image/svg+xml',
  mp4: 'video/mp4', mp3: 'audio/mpeg', woff2: 'font/woff2', json: 'application/json',
};

async function bodyOf(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > mostBytes) throw new NotImported('it is larger than 50 MB.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

class PracticeLms {
  courses = new Map();

  async import(bytes) {
    const course = await importPackage(bytes);
    this.courses.set(course.id, course);
    return this.outline(course);
  }

  outline({ id, title, launch }) {
    return { id, title, launch: `/courses/${encodeURIComponent(id)}/${launch}` };
  }

  async answer(request, response) {
    const send = (status, type, body) => response.writeHead(status, { 'content-type': types[type] ?? 'application/octet-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(body);
    const { pathname } = new URL(request.url, 'http://lms');
    if (pathname === '/') return send(200, 'html', readFileSync(join(root, 'templates/practice-lms/practice-lms.html')));
    if (/^\/assets\/practice-lms\.(js|css)$/.test(pathname)) return send(200, pathname.split('.').at(-1), readFileSync(join(root, 'dist/browser', basename(pathname))));
    if (pathname === '/api/courses' && request.method === 'GET') return send(200, 'json', JSON.stringify([...this.courses.values()].map((course) => this.outline(course))));
    if (pathname === '/api/courses' && request.method === 'POST') return this.upload(request, send);
    const [, id, name] = /^\/courses\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const file = id && this.courses.get(decodeURIComponent(id))?.files.get(decodeURIComponent(name));
    return file ? send(200, name.split('.').at(-1).toLowerCase(), file) : send(404, 'html', 'not found');
  }

  async upload(request, send) {
    // another site's page could post here without asking; a page of ours names itself
    if (request.headers.origin && new URL(request.headers.origin).host !== request.headers.host) return send(403, 'json', JSON.stringify({ message: 'imports come from this page only.' }));
    try {
      send(200, 'json', JSON.stringify({ course: await this.import(await bodyOf(request)) }));
    } catch (error) {
      if (!(error instanceof NotImported)) throw error;
      send(400, 'json', JSON.stringify({ message: error.message }));
    }
  }
}

/** Starts the practice LMS on this machine, with these packages imported. */
export async function startPracticeLms({ port = 0, zips = [] } = {}) {
  const lms = new PracticeLms();
  for (const zip of zips) await lms.import(zip);
  const server = createServer((request, response) => {
    lms.answer(request, response).catch((error) => {
      process.stderr.write(`${error.stack}\n`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    // browsers take every name below localhost for this machine, and for another site than localhost itself
    url: `http://lms.localhost:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
