'use strict';

const { distance } = require('fastest-levenshtein');

/** At most this many letters apart, a name is taken for a mistyped one. */
const MOST_EDITS = 4;

/** The name of `--param="name=value"`. */
function nameOf(option) {
  return String(option).split('=', 1)[0].trim();
}

function stageOf({ configurationInput, processedInput: { options } }) {
  // A stage that is itself a variable can only come from `--stage`, which is looked at first.
  const { stage = 'dev' } = configurationInput.provider;
  return options.stage ?? (/^[\w-]+$/.test(stage) ? stage : 'dev');
}

/**
 * A param's value as given on the command line, for the stage, or by default; a variable in it is not resolved.
 * Serverless resolves params only after the plugins are loaded.
 */
function paramOf(serverless, name) {
  const { configurationInput, processedInput } = serverless;
  const given = (processedInput.options.param ?? []).filter((option) => nameOf(option) === name).at(-1);
  if (given !== undefined) return given.slice(given.indexOf('=') + 1).trim();
  const { params = {} } = configurationInput;
  return params[stageOf(serverless)]?.[name] ?? params.default?.[name];
}

/** The known name that a mistyped one probably means. */
function nearest(name, known) {
  const [best] = known.map((other) => [distance(name, other), other]).sort(([a], [b]) => a - b);
  return best !== undefined && best[0] <= MOST_EDITS ? best[1] : undefined;
}

/** Refuses a param that nothing reads: Serverless ignores it, and deploys the default instead. */
function refuseUnknownParams({ classes, configurationInput, processedInput }) {
  const { default: defaults = {}, ...stages } = configurationInput.params ?? {};
  const known = Object.keys(defaults);
  const given = [
    ...(processedInput.options.param ?? []).map((option) => ['--param', nameOf(option)]),
    ...Object.entries(stages).flatMap(([stage, params]) =>
      Object.keys(params ?? {}).map((name) => [`params.${stage} of serverless.yml`, name]),
    ),
  ];
  const wrong = given.filter(([, name]) => !known.includes(name));
  if (wrong.length === 0) return;
  const lines = wrong.map(([where, name]) => {
    const meant = nearest(name, known);
    return `"${name}" in ${where}${meant === undefined ? '' : `: did you mean "${meant}"?`}`;
  });
  throw new classes.Error(
    `There is no such param:\n  ${lines.join('\n  ')}\nThe params are ${known.join(', ')}. ` +
      'A new one needs a default under params.default.',
    'PARAM_UNKNOWN',
  );
}

module.exports = { paramOf, refuseUnknownParams };
