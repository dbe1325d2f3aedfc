import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inBatches, mapConcurrent } from "../../src/core/pipeline.ts";

async function* numbers(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield i;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Work whose ends are told from outside, in any order. */
function controlled() {
  const ends = new Map<number, () => void>();
  const started: number[] = [];
  return {
    started,
    work: (item: number) =>
      new Promise<number>((resolve) => {
        started.push(item);
        ends.set(item, () => resolve(item));
      }),
    end: (item: number) => ends.get(item)?.(),
  };
}

describe("mapConcurrent", () => {
  test("keeps the order of the items, whatever ends first, and never has more than the limit under way", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4), { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), async (turns, limit) => {
        let underWay = 0;
        let most = 0;
        const work = async (item: number) => {
          most = Math.max(most, ++underWay);
          for (let turn = 0; turn < turns[item]; turn++) await Promise.resolve();
          underWay--;
          return item * 2;
        };
        expect(await all(mapConcurrent(numbers(turns.length), limit, work))).toEqual(turns.map((_, i) => i * 2));
        expect(most).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test("starts as many as the limit before the first has ended", async () => {
    const { started, work, end } = controlled();
    const results = mapConcurrent(numbers(9), 3, work);
    const first = results.next();
    end(0); // not started yet: nothing happens
    while (started.length < 3) await Promise.resolve();
    expect(started).toEqual([0, 1, 2]);
    for (const item of [2, 1, 0]) end(item);
    expect(await first).toEqual({ done: false, value: 0 });
    await results.return(undefined);
  });

  test("hands on the results before an error, then the error, and starts nothing after it", async () => {
    const started: number[] = [];
    const seen: number[] = [];
    const broken = new Error("third");
    const run = async () => {
      for await (const value of mapConcurrent(numbers(50), 4, async (item) => {
        started.push(item);
        if (item === 2) throw broken;
        return item;
      }))
        seen.push(value);
    };
    await expect(run()).rejects.toBe(broken);
    expect(seen).toEqual([0, 1]);
    expect(started.length).toBeLessThan(10);
  });

  test("passes on an error of the source itself", async () => {
    const broken = new Error("source");
    async function* items() {
      yield 1;
      throw broken;
    }
    await expect(all(mapConcurrent(items(), 2, async (item) => item))).rejects.toBe(broken);
  });

  test("closes its source when the consumer stops", async () => {
    let closed = false;
    async function* items() {
      try {
        yield* numbers(1_000);
      } finally {
        closed = true;
      }
    }
    for await (const item of mapConcurrent(items(), 2, async (each) => each)) if (item === 3) break;
    expect(closed).toBe(true);
  });
});

test("batches hold every item once, in order, and only the last one is smaller", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 9 }), async (count, size) => {
      const batches = await all(inBatches(numbers(count), size));
      expect(batches.flat()).toEqual(await all(numbers(count)));
      expect(batches.slice(0, -1).every(({ length }) => length === size)).toBe(true);
      expect(batches.every(({ length }) => length >= 1 && length <= size)).toBe(true);
    }),
  );
});
