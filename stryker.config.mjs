/** Mutants of the payout core, judged by the tests that know it: `npm run test:mutation`. */
export default {
  testRunner: 'jest',
  mutate: ['shared/payment/**/*.ts', 'shared/wechat-pay/**/*.ts'],
  jest: { configFile: 'jest.mutation.config.cjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // Type errors are no survivors' excuse here: swc strips types, and the tests judge alone.
  checkers: [],
  concurrency: 2,
  // A timeout counts as noticed, so it must not be the machine's: mutants that go round for ever are ended by their
  // hits, and tests that wait for ever by jest.
  timeoutMS: 90_000,
  tempDirName: '.build/stryker',
  incremental: true,
  incrementalFile: '.build/stryker-incremental.json',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false },
  jsonReporter: { fileName: '.build/mutation.json' },
  // TypeScript 7 lacks the API with which Stryker would rewrite tsconfig.json; swc, which runs the tests, reads none.
  ignorePatterns: ['.build', '.local', 'dist', '.serverless', 'docs', 'tsconfig*.json'],
  thresholds: { break: null },
};
