import type { Fact } from '../facts';

/** For one look-up; a deploy waits for the slowest. */
const TIMEOUT_MS = 15_000;

export interface Question {
  /** As in "Could not check <what>". */
  readonly what: string;
  /** What AWS must allow, as a policy would name it. */
  readonly permission: string;
}

/** Looks one fact up. Never throws: a fact that could not be looked up has the reason. */
export async function lookUp<T>(
  question: Question,
  work: (abortSignal: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<Fact<T>> {
  try {
    return { known: true, value: await work({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) }) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { known: false, ...question, reason: message.startsWith(name) ? message : `${name}: ${message}` };
  }
}

/** Null if AWS answers that there is no such thing. */
export async function orNull<T>(call: Promise<T>, ...names: readonly string[]): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return null;
    throw error;
  }
}
