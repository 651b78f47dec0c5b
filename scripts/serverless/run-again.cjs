'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const { IN_STACK } = require('./local-config.cjs');

/**
 * Variables of the developer's own AWS account, which must not affect a local run, and of his proxy, which the functions
 * refuse and the local stack needs not.
 */
const NOT_PASSED_ON = [
  ...['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_DEFAULT_REGION'],
  ...['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'],
];

function innerEnvironment(stackEnv) {
  const env = { ...process.env, ...stackEnv, [IN_STACK]: '1' };
  for (const name of NOT_PASSED_ON) delete env[name];
  return env;
}

/**
 * Runs the same command again in the stack's environment: Node reads `NODE_EXTRA_CA_CERTS` only at start, and
 * `invoke local` runs the handler in its own process.
 * Resolves with the exit code.
 */
function runAgain(stackEnv) {
  const [, script, ...args] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    stdio: 'inherit',
    env: innerEnvironment(stackEnv),
  });
  // Ctrl-C reaches the inner process as well, since it is in the same group; this process must not exit before it.
  const ignore = () => undefined;
  const pass = (signal) => child.kill(signal);
  process.on('SIGINT', ignore);
  process.on('SIGTERM', pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(() => {
    process.off('SIGTERM', pass);
    process.off('SIGINT', ignore);
  });
}

module.exports = { runAgain };
