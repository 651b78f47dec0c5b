/** Long runs of the simulation: `npm run test:soak`. */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/test/simulation/**/*.test.ts', '<rootDir>/test/soak/**/*.soak.ts'],
};
