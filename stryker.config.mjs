/** Mutation testing of the payment core and the WeChat Pay client: `npm run test:mutation`. */
export default {
  testRunner: 'jest',
  mutate: ['shared/payment/**/*.ts', 'shared/wechat-pay/**/*.ts'],
  jest: { configFile: 'jest.mutation.config.cjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // No type checker: swc strips the types, and only the tests decide.
  checkers: [],
  concurrency: 2,
  // A timeout counts as killed, so a slow machine must not cause one: Stryker ends infinite loops by its hit limit, and
  // jest ends tests that wait forever.
  timeoutMS: 90_000,
  tempDirName: '.build/stryker',
  incremental: true,
  incrementalFile: '.build/stryker-incremental.json',
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false },
  // Without tsconfig.json, which Stryker would rewrite by an API that TypeScript 7 lacks; swc does not read it.
  ignorePatterns: ['.build', '.local', 'dist', '.serverless', 'docs', 'tsconfig*.json'],
  // A surviving mutant fails the run. One that changes nothing has a `Stryker disable` comment with the reason.
  thresholds: { high: 100, low: 100, break: 100 },
};
