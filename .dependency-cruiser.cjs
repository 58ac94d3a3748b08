// The floors of the house: imports go down only (see ARCHITECTURE.md).
const floors = [
  ['platform'],
  ['applications', 'settings', 'tags'],
  ['courses', 'xapi', 'administrators'],
  ['registrations'],
  ['runtime'],
  ['dispatch', 'invitations'],
  ['postbacks', 'reporting', 'learners'],
  ['api'],
  ['cli'],
];
const upOrBeside = (feature, n) => floors.slice(n).flat().filter((name) => name !== feature).join('|') || 'nothing';
const onlyDown = floors.flatMap((names, n) =>
  names.map((feature) => ({ name: `floor-${n}-${feature}`, severity: 'error', from: { path: `^src/${feature}/` }, to: { path: `^src/(${upOrBeside(feature, n)})/` } })),
);
const rule = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    ...onlyDown,
    rule('no-cycles', {}, { circular: true }),
    rule('protocols-do-not-meet', { path: '^src/api/([^/]+)/' }, { path: '^src/api/[^/]+/', pathNot: '^src/api/$1/' }),
    rule('tables-stay-in-their-feature', { path: '^src/([^/]+)/' }, { path: '\\.(repository|report)\\.ts$', pathNot: '^src/$1/' }),
    rule('edges-see-entities-as-types', { path: '^src/api/' }, { path: '\\.entity\\.ts$', dependencyTypesNot: ['type-only'] }),
    rule('typeorm-only-in-tables', { path: '^src/', pathNot: '\\.(entity|repository|report)\\.ts$|^src/platform/(database|jobs|outbox)/' }, { path: 'node_modules/typeorm' }),
    rule('http-only-at-the-edge', { path: '^src/', pathNot: '^src/(api/|main|courseway)' }, { path: 'node_modules/(fastify|@nestjs/(platform-fastify|swagger))' }),
    rule('rules-are-pure', { path: '\\.rules\\.ts$' }, { pathNot: '\\.(rules|failures)\\.ts$|^node_modules/(saxes|zod)|^(node:)?(crypto|net|url)$' }),
    rule('no-barrels', {}, { path: '^src/.*/index\\.ts$' }),
    rule('product-never-sees-tests', { path: '^(src|templates)/' }, { path: '^test/' }),
    rule('product-never-sees-templates-code', { path: '^src/' }, { path: '^templates/' }),
    rule('no-orphans', { orphan: true, pathNot: '\\.d\\.ts$' }, {}),
  ],
  options: { tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, doNotFollow: { path: 'node_modules' }, exclude: { path: '^templates/practice-lms/sample-course/' /* a course, not our code */ } },
};
