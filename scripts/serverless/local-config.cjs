'use strict';

/** Set in the inner `serverless`, whose environment is the local stack's. */
const IN_STACK = 'RED_PACK_IN_LOCAL_STACK';

/** The bundle that the quiet handler stands before. */
const REAL_HANDLER = 'RED_PACK_REAL_HANDLER';

/**
 * Lets the local stack's variables win over those of serverless.yml, which `invoke local` lays over the
 * process's own (another stage's table, say, or the pacing of sends), and puts the quiet handler in front.
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
