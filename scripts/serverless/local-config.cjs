'use strict';

/** Set for the inner `serverless` process, which has the local stack's environment. */
const IN_STACK = 'RED_PACK_IN_LOCAL_STACK';

/** Names the handler that the quiet handler wraps. */
const REAL_HANDLER = 'RED_PACK_REAL_HANDLER';

/**
 * Makes the local stack's variables override those of serverless.yml, which `invoke local` would otherwise prefer to the
 * process's own (another stage's table, for example, or the pacing of sends), and installs the quiet handler.
 */
function applyLocalEnvironment(service, env, quietHandler) {
  for (const settings of [service.provider, ...Object.values(service.functions)]) {
    for (const name of Object.keys(settings.environment ?? {})) {
      if (env[name] !== undefined) settings.environment[name] = env[name];
    }
  }
  for (const settings of Object.values(service.functions)) {
    settings.environment = { ...settings.environment, [REAL_HANDLER]: settings.handler };
    settings.handler = quietHandler;
  }
}

module.exports = { applyLocalEnvironment, IN_STACK, REAL_HANDLER };
