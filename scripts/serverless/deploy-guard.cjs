'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const WHY = 'It is part of every order number and must never change once a packet was sent.';

/** True if the command changes a stack; `deploy list` does not. */
function isDeploy({ processedInput: { commands, isHelpRequest } }) {
  return commands[0] === 'deploy' && commands[1] !== 'list' && !isHelpRequest;
}

/**
 * Refuses a deploy with the default `miniapp-id`, which is for local use. Reads the params themselves, since the resolved
 * configuration does not distinguish a default from the same value given explicitly.
 */
function requireMiniappId({ classes, configurationInput, processedInput: { options } }) {
  const stage = options.stage ?? configurationInput.provider.stage ?? 'dev';
  const ofStage = configurationInput.params?.[stage]?.['miniapp-id'] ?? '';
  const isGiven = (options.param ?? []).some((param) => /^miniapp-id=\s*\S/.test(param));
  if (isGiven || String(ofStage).trim() !== '') return;
  throw new classes.Error(
    `A deploy needs a miniapp-id. ${WHY} ` +
      `Give it with --param="miniapp-id=…", or under params.${stage} in serverless.yml. ` +
      'An existing stack must keep its miniapp-id, which is 1 if none was ever given.',
    'MINIAPP_ID_MISSING',
  );
}

/** Refuses `deploy --package` of artefacts built for another `miniapp-id`, since that one would be deployed. */
function requireSameMiniappId({ classes, processedInput: { options }, service, serviceDir }) {
  const folder = options.package ?? service.package.path;
  const stateFile = join(resolve(serviceDir, folder ?? ''), 'serverless-state.json');
  if (!folder || !existsSync(stateFile)) return;
  const packed = JSON.parse(readFileSync(stateFile, 'utf8')).service.provider.environment.MINIAPP_ID;
  const given = service.provider.environment.MINIAPP_ID;
  if (String(packed) === String(given)) return;
  throw new classes.Error(
    `The package ${folder} was made for the miniapp-id ${packed}, not ${given}. ${WHY} ` +
      'Package again with the same --param="miniapp-id=…".',
    'MINIAPP_ID_DIFFERS',
  );
}

module.exports = { isDeploy, requireMiniappId, requireSameMiniappId };
