import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { operationAccess, operationOf } from '../../src/api/v2/operation-access.rules';
import { type Booted, bootCourseway } from '../support/boot';
import { v2RoutesOf } from '../support/routes';
import { clientOperations } from './official-client';
import { rowsOfOperations, tableBelow } from './operations-table';

let courseway: Booted;
let routes: Set<string>;
beforeAll(async () => {
  courseway = await bootCourseway();
  routes = new Set(v2RoutesOf(courseway).map(({ method, path }) => operationOf(method, path)));
});
afterAll(() => courseway?.close());

const isServed = (route: string) => routes.has(route) || routes.has(route.replace(/^HEAD /, 'GET '));
const rows = rowsOfOperations();

test('the table has every operation of the official client, with the route it calls and what opens that', () => {
  const known = clientOperations().map(({ service, operation, route }) => `${service} ${operation} ${route} ${operationAccess[route]}`);
  expect(known.length).toBeGreaterThan(160);
  expect(rows.map(({ service, operation, route, opens }) => `${service} ${operation} ${route} ${opens}`)).toEqual(known);
});

test('a row names the test that proves it exactly where the application has the route', () => {
  const wrong = rows.filter(({ route, test }) => isServed(route) !== Boolean(test));
  expect(wrong).toEqual([]);
});

test('every test file that is named checks its own rows against the calls it made', () => {
  const files = [...new Set(rows.map(({ test }) => test).filter(Boolean))];
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const path = resolve(__dirname, '../..', file);
    expect([file, existsSync(path) && /^servesItsRows\(__filename\);$/m.test(readFileSync(path, 'utf8'))]).toEqual([file, true]);
  }
});

test('the table of our own operations has every other route, with what opens it', () => {
  const theirs = new Set(rows.map(({ route }) => route));
  const ours = [...routes].filter((route) => !theirs.has(route)).map((route) => `${route} ${operationAccess[route]}`);
  expect(tableBelow('Operations of ours').map(([route, opens]) => `${route} ${opens}`).sort()).toEqual(ours.sort());
});
