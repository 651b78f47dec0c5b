/** A name in a variable, or type-aware lint would judge every .cjs file by the types that jest brings along. */
const JEST_RUNNER = 'jest-runner';
const { default: TestRunner } = require(JEST_RUNNER);

/** Test files that killed a mutant, the latest first: the next mutant is mostly of the same source file. */
const killers = [];

/** The exhaustive ones last. */
function cost({ path }) {
  if (path.includes('/simulation/')) return 2;
  return path.includes('.property.') ? 1 : 0;
}

function rank(test) {
  const killed = killers.indexOf(test.path);
  return killed === -1 ? killers.length + cost(test) : killed;
}

/**
 * Runs test files one by one, the likeliest to fail first, and stops after the first that does: one failure kills a
 * mutant, and the simulation of faults would cost each of the others half a minute. Jest itself cannot stop early
 * when it is called from a program (jestjs/jest#11766).
 */
module.exports = class FirstFailureRunner extends TestRunner {
  async runTests(tests, watcher, options) {
    let failed = null;
    this.on('test-file-success', ([{ path }, { numFailingTests }]) => {
      if (numFailingTests > 0) failed ??= path;
    });
    this.on('test-file-failure', ([{ path }]) => {
      failed ??= path;
    });
    for (const test of tests.toSorted((a, b) => rank(a) - rank(b))) {
      if (failed !== null) break;
      await super.runTests([test], watcher, { ...options, serial: true });
    }
    if (failed === null) return;
    const before = killers.indexOf(failed);
    if (before !== -1) killers.splice(before, 1);
    killers.unshift(failed);
  }
};
