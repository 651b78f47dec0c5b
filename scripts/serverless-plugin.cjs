/**
 * Makes `serverless invoke local` work on a fresh clone, without an account or a second terminal; builds the functions
 * for `serverless package`; refuses unknown params, and a deploy without an explicit `miniapp-id` or one that the checks
 * before it say would fail.
 */
'use strict';

const { relative, sep } = require('node:path');
const { isDeploy, requireMiniappId, requireSameMiniappId } = require('./serverless/deploy-guard.cjs');
const { refuseUnknownParams } = require('./serverless/params.cjs');
const { runPreflight } = require('./serverless/preflight.cjs');
const { checkParams, leaveOutSlot, numberConcurrency } = require('./serverless/param-values.cjs');
const { applyLocalEnvironment, IN_STACK } = require('./serverless/local-config.cjs');
const { buildStale, openStack } = require('./serverless/stack-process.cjs');
const { runAgain } = require('./serverless/run-again.cjs');

const QUIET_HANDLER = require.resolve('./serverless/quiet-handler.cjs');

class RedPackPlugin {
  constructor(serverless, _options, { log }) {
    this.serverless = serverless;
    this.log = log;
    this.hooks = {
      initialize: () => this.initialize(),
      'before:package:initialize': () => this.build(),
      'before:package:function:package': () => this.build(),
    };
  }

  /** Runs before the `initialize` hooks; in the first of them serverless already calls AWS. */
  async asyncInit() {
    refuseUnknownParams(this.serverless);
    if (isDeploy(this.serverless)) requireMiniappId(this.serverless);
    checkParams(this.serverless);
  }

  async initialize() {
    // Only here the variables are resolved.
    leaveOutSlot(this.serverless);
    numberConcurrency(this.serverless);
    if (isDeploy(this.serverless)) {
      requireSameMiniappId(this.serverless);
      await runPreflight(this.serverless, this.log);
    }
    if (this.serverless.processedInput.commands.join(' ') !== 'invoke local') return;
    if (process.env[IN_STACK] !== '1') {
      await this.runInsideStack();
      return;
    }
    const handler = relative(this.serverless.serviceDir, QUIET_HANDLER).split(sep).join('/');
    applyLocalEnvironment(this.serverless.service, process.env, handler.replace(/\.cjs$/, '.handler'));
  }

  async build() {
    if (await buildStale()) return;
    throw new this.serverless.classes.Error(
      'The functions could not be built; the reason is above.',
      'BUILD_FAILED',
    );
  }

  /** Exits with the inner process's exit code: that process has done all the work. */
  async runInsideStack() {
    const stack = await openStack();
    if (stack === null) {
      // Not thrown: serverless prints a thrown error on standard output, which is reserved for the response.
      process.stderr.write('The local stack did not start; the reason is above.\n');
      process.exit(1);
    }
    let exitCode = 1;
    try {
      exitCode = await runAgain(stack.env);
    } finally {
      await stack.close();
    }
    process.exit(exitCode);
  }
}

module.exports = RedPackPlugin;
