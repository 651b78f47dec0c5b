/** The bundles on the Node that Lambda runs, under AWS's own runtime client: `npm run test:runtime`. */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/test/runtime/**/*.runtime.ts'],
};
