/** One file of `shared/` with a seeded fault, as a developer in a hurry might have written it. */
export interface Variant {
  readonly name: string;
  /** The consequence for somebody's money, in one sentence. */
  readonly danger: string;
  /** Path from the root of the repository, in `shared/`. */
  readonly file: string;
  /** Text that occurs in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Why the fault simulation cannot see the fault. Without a reason the simulation alone must catch it. */
  readonly unseen?: string;
  /** A test that runs the file in a separate process, so that jest sees no import of it. */
  readonly also?: string;
}

/** Thrown when the code has changed so that a variant no longer applies, and so proves nothing. */
export class DriftError extends Error {
  constructor({ name, file }: Variant, times: number) {
    super(
      `the text that the variant "${name}" replaces occurs ${times} times in ${file}, expected once: update the variant`,
    );
  }
}

/** The source with the fault in place. @throws DriftError */
export function seedFault(source: string, variant: Variant): string {
  const pieces = source.split(variant.find);
  if (pieces.length !== 2) throw new DriftError(variant, pieces.length - 1);
  return pieces.join(variant.replace);
}
