/**
 * Writes the result of each suite as a line of JSON as soon as it has ended: with `--bail`, Jest exits before it writes a
 * report of its own.
 */
'use strict';

const { appendFileSync } = require('node:fs');

module.exports = class {
  onTestResult(_test, { testFilePath: file, failureMessage: error, testResults }) {
    const failed = testResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
    // A suite that could not run has a message and no test.
    const result = testResults.length === 0 ? { file, error, failed } : { file, failed };
    appendFileSync(process.env.SUITE_RESULTS, `${JSON.stringify(result)}\n`);
  }
};
