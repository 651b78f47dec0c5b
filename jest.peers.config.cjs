/** Tests that other people's clients judge; they have a lock of their own in scripts/bench: `npm run test:peers`. */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/scripts/bench/test/**/*.test.ts'],
};
