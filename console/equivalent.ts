import type { ConsoleState } from './state';

const PLAIN = /^[\w.,:/@%+=-]+$/;

/** A word as a POSIX shell takes it. */
function quoted(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** `./red-pack` with the arguments that lead to this console's stack. */
export function redPackCommand({ stack, place }: ConsoleState, args: readonly string[]): string {
  const target = stack.isLocal ? [] : ['--stack', stack.name, '--region', place];
  return ['./red-pack', ...args, ...target].map(quoted).join(' ');
}

/** The command that invokes a function of this stack with an event. */
export function invokeCommand({ stack, place }: ConsoleState, name: string, event: object): string {
  const json = JSON.stringify(event);
  if (stack.isLocal) return `npx serverless invoke local -f ${name} -d ${quoted(json)}`;
  const options = `--region ${quoted(place)} --cli-binary-format raw-in-base64-out`;
  return `aws lambda invoke --function-name ${quoted(stack.functionPrefix + name)} ${options} --payload ${quoted(json)} /dev/stdout`;
}
