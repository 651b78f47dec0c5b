import { optionArgs, shellWord } from '../cli/shell';
import type { ConsoleState } from './state';

/** Arguments of `./red-pack` with those that lead to this console's stack. */
export function redPackArgs({ stack, place }: ConsoleState, args: readonly string[]): string[] {
  return stack.isLocal
    ? [...args]
    : [...args, ...optionArgs('stack', stack.name), ...optionArgs('region', place)];
}

/** The command with these arguments, as a shell takes it. */
export function shellCommand(args: readonly string[]): string {
  return ['./red-pack', ...args].map(shellWord).join(' ');
}

/** The command on this console's stack. */
export function redPackCommand(console: ConsoleState, args: readonly string[]): string {
  return shellCommand(redPackArgs(console, args));
}

/** The command that invokes a function of this stack with an event. */
export function invokeCommand({ stack, place }: ConsoleState, name: string, event: object): string {
  const json = JSON.stringify(event);
  if (stack.isLocal) return `npx serverless invoke local -f ${name} -d ${shellWord(json)}`;
  const options = `--region ${shellWord(place)} --cli-binary-format raw-in-base64-out`;
  return `aws lambda invoke --function-name ${shellWord(stack.functionPrefix + name)} ${options} --payload ${shellWord(json)} /dev/stdout`;
}
