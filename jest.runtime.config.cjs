/** Tests of the bundles on Lambda's version of Node, under AWS's own runtime client: `npm run test:runtime`. */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/test/runtime/**/*.runtime.ts'],
};
