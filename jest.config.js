const { readFileSync } = require('node:fs');
const swc = JSON.parse(readFileSync(`${__dirname}/.swcrc`, 'utf8'));
swc.sourceMaps = 'inline';

/** Nest 12 and archiver 8 are ES modules, so everything is transformed (an allow-list breaks at nested copies). */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc], '^.+\\.m?js$': ['@swc/jest', { module: { type: 'commonjs' }, jsc: { target: 'es2022' } }] },
  transformIgnorePatterns: [],
  cacheDirectory: '<rootDir>/.jest-cache',
  globalSetup: '<rootDir>/test/support/before-all.ts',
  testSequencer: '<rootDir>/test/support/slow-ones-first.js',
  setupFiles: ['reflect-metadata'],
  testTimeout: 90000,
  /** More than the two processors of a small machine: browser tests wait as much as they work. */
  maxWorkers: 3,
};
