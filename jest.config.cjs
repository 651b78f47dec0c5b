/** swc strips the types; `tsc --noEmit` beside it checks them. */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  modulePathIgnorePatterns: [
    '<rootDir>/dist',
    '<rootDir>/.build',
    '<rootDir>/.local',
    '<rootDir>/.serverless',
  ],
  // The suites wait for processes more than they compute.
  maxWorkers: '100%',
  testTimeout: 60_000,
};
