/** What judges a mutant: the unit tests of the core, and the simulation in short. */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: [
    '<rootDir>/test/unit/payment/**/*.test.ts',
    '<rootDir>/test/unit/wechat-pay/**/*.test.ts',
    '<rootDir>/test/simulation/{singles,found}.test.ts',
  ],
  // Long enough for a busy machine; what waits for ever fails then.
  testTimeout: 15_000,
  runner: '<rootDir>/test/mutation/first-failure-runner.cjs',
};
