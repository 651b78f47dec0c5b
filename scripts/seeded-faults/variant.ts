/** A broken copy of one file of `shared/`: what somebody in a hurry might have written. */
export interface Variant {
  readonly name: string;
  /** What would happen to somebody's money, in a sentence. */
  readonly danger: string;
  /** Of `shared/`, from the root of the repository. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Why the simulation of faults cannot see it. Without a reason it must catch the variant by itself. */
  readonly unseen?: string;
  /** A test that runs the file in a process of its own, where jest sees no import of it. */
  readonly also?: string;
}

/** The code has moved on from under a variant, which therefore proves nothing any more. */
export class DriftError extends Error {
  constructor({ name, file }: Variant, times: number) {
    super(
      `the text that the variant "${name}" replaces stands ${times} times in ${file}, not once: renew it`,
    );
  }
}

/** The source with the fault in it. @throws DriftError */
export function planted(source: string, variant: Variant): string {
  const pieces = source.split(variant.find);
  if (pieces.length !== 2) throw new DriftError(variant, pieces.length - 1);
  return pieces.join(variant.replace);
}
