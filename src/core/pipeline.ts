/**
 * Applies `work` to every item with at most `limit` items started and not yet taken by the consumer; results keep the order
 * of the items. An error ends the sequence after the results before it.
 */
export async function* mapConcurrent<T, R>(
  items: AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const started: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    result.catch(() => {}); // it is awaited in its turn; until then it must not count as unhandled
    started.push(result);
    const first = started.length >= limit ? started.shift() : undefined;
    if (first) yield await first;
  }
  for (const result of started) yield await result;
}

/** Groups of at most `size` items, in order; the last one may be smaller. */
export async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
