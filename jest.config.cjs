/** swc strips the types; `tsc --noEmit` checks them separately. */
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
  // Whole processes and whole packages: `npm run test:all` runs them.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.TEST_SCOPE === 'all'
      ? []
      : ['/test/serverless/(package|deploy)', '/test/simulation/recovery-capacity']),
  ],
  // The suites spend more time waiting for processes than computing.
  maxWorkers: '100%',
  testTimeout: 60_000,
};
