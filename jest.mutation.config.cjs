/** The tests that run against mutants: the unit tests of the core, and a short form of the simulation. */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: [
    '<rootDir>/test/unit/payment/**/*.test.ts',
    '<rootDir>/test/unit/wechat-pay/**/*.test.ts',
    '<rootDir>/test/simulation/{singles,found}.test.ts',
  ],
  // Long enough for a busy machine; a test that waits forever fails then.
  testTimeout: 15_000,
  runner: '<rootDir>/scripts/stryker/first-failure-runner.cjs',
};
