import { describe, expect, test } from "vitest";
import { createLibraryPairs } from "../../src/app/library-pairs.ts";
import { EncoderId } from "../../src/encoders/contract.ts";
import { pairRow } from "../support/pair-rows.ts";
import { librariesOf } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const encoder = { id: EncoderId.parse("fake@00000000"), dimensions: 8 };

/** Pairs 1 to 25; the even ones are CTs. */
async function library() {
  const libraries = librariesOf(await temporaryFolder());
  const rows = Array.from({ length: 25 }, (_, i) => pairRow(i + 1, { modality: i % 2 === 1 ? "CT" : "MRI" }));
  await using writing = await libraries.openForWriting("small", encoder);
  await writing.pairs.put(rows);
  return { pairs: createLibraryPairs(libraries), rows };
}

describe("pairs of a library", () => {
  test("come in pages that hold each pair once, in one order", async () => {
    const { pairs, rows } = await library();
    const pages = await Promise.all([0, 10, 20, 30].map((offset) => pairs.pairs("small", { offset, limit: 10 })));
    expect(pages.map((page) => [page.total, page.pairs.length])).toEqual([
      [25, 10],
      [25, 10],
      [25, 5],
      [25, 0],
    ]);
    const ids = pages.flatMap((page) => page.pairs.map(({ id }) => id));
    expect(ids).toEqual(rows.map(({ pair }) => pair.id).sort());
  });

  test("can be filtered; the total counts what the filter leaves", async () => {
    const { pairs } = await library();
    const page = await pairs.pairs("small", { offset: 0, limit: 5, where: "modality = 'CT'" });
    expect(page.total).toBe(12);
    expect(page.pairs.map(({ modality }) => modality)).toEqual(Array(5).fill("CT"));
  });

  test.each(["modality =", "nothing = 1", "1 = 1) OR (1 = 1", "id IN (SELECT id FROM pairs)", "modality = 'CT' -- x"])(
    "refuse the filter %j",
    async (where) => {
      const { pairs } = await library();
      await expect(pairs.pairs("small", { offset: 0, limit: 5, where })).rejects.toMatchObject({
        code: "WHERE_INVALID",
      });
    },
  );

  test("are found one by one, with their view", async () => {
    const { pairs, rows } = await library();
    const [{ pair, view }] = rows;
    expect(await pairs.pair("small", pair.id)).toEqual(pair);
    expect([...(await pairs.pairView("small", pair.id))]).toEqual([...view]);
  });

  test.each(["", "x", "' OR '1'='1", "0".repeat(32)])("of id %j are not found", async (id) => {
    const { pairs } = await library();
    await expect(pairs.pair("small", id)).rejects.toMatchObject({ code: "PAIR_UNKNOWN" });
    await expect(pairs.pairView("small", id)).rejects.toMatchObject({ code: "PAIR_UNKNOWN" });
  });

  test("of a library that is not there are refused", async () => {
    const { pairs } = await library();
    await expect(pairs.pairs("other", { offset: 0, limit: 1 })).rejects.toMatchObject({ code: "LIBRARY_UNKNOWN" });
    await expect(pairs.pair("../small", "x")).rejects.toMatchObject({ code: "LIBRARY_NAME_INVALID" });
  });
});
