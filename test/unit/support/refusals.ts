import { ParamError } from '../../../shared/api/errors';

/** The message with which a call refuses a param; fails when it does not refuse, or refuses in another way. */
export function refusalOf(call: () => unknown): string {
  let value: unknown;
  try {
    value = call();
  } catch (error) {
    expect(error).toBeInstanceOf(ParamError);
    expect((error as ParamError).status).toBe(400);
    return (error as ParamError).message;
  }
  throw new Error(`not refused: ${JSON.stringify(value)}`);
}

/** A call is refused by the contract's rule, with a sentence on this param. */
export function expectRefusal(name: string, call: () => unknown): void {
  expectSentenceOn(name, refusalOf(call));
}

/** The contract: one sentence that names the param; and the name stands first. */
export function expectSentenceOn(name: string, message: string): void {
  expect(message).toMatch(new RegExp(`^"?${name}"? `));
  expect(message).toMatch(/^[^\n]*[^.\s]\.$/);
  expect(message.slice(0, -1)).not.toMatch(/[.!?] /);
}
