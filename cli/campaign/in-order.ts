/**
 * Works on items, `atOnce` at a time, and yields the results in the order of the items: no more of them are in memory
 * than are worked on.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const pending: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    // One that fails is reported when its turn comes; until then it must not count as unhandled.
    result.catch(() => undefined);
    pending.push(result);
    const first = pending.length >= atOnce ? pending.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const rest of pending) yield await rest;
}

/** Two sequences side by side. @throws Error if one is shorter */
export async function* zip<A, B>(as: AsyncIterable<A>, bs: AsyncIterable<B>): AsyncGenerator<[A, B]> {
  const others = bs[Symbol.asyncIterator]();
  try {
    for await (const a of as) {
      const b = await others.next();
      if (b.done === true) throw new Error('One sequence is shorter than the other.');
      yield [a, b.value];
    }
  } finally {
    await others.return?.();
  }
}
