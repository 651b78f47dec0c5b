/**
 * Creates a value on first use and keeps it for the life of the process; if `make` throws, the next use tries again.
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
