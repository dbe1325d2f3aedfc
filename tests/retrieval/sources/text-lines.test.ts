import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type JsonLine, readJsonLines } from "../../../src/retrieval/sources/json-lines.ts";
import { maxRowCharacters } from "../../../src/retrieval/sources/text-lines.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Bytes that a file stream hands over at once. */
const chunkBytes = 65_536;

async function linesOf(path: string): Promise<JsonLine[]> {
  const found: JsonLine[] = [];
  for await (const line of readJsonLines(path)) found.push(line);
  return found;
}

test("a row is the same wherever the stream's chunks end, within a character or a line end too", async () => {
  const path = join(await temporaryFolder(), "rows.jsonl");
  const caption = fc.string({ unit: "grapheme", maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(caption, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      async (captions, before, end, closed) => {
        const values = captions.map((text) => ({ text, again: "é🩻" }));
        const padding = { text: "x".repeat(chunkBytes - before) };
        const lines = [padding, ...values].map((value) => JSON.stringify(value));
        await writeFile(path, lines.join(end) + (closed ? end : ""));
        const found = await linesOf(path);
        expect(found).toEqual([padding, ...values].map((value, i) => ({ line: i + 1, kind: "value", value })));
      },
    ),
    { numRuns: 60 },
  );
});

test("a line over the limit is bad, whichever it is, and the lines around it are not", async () => {
  const path = join(await temporaryFolder(), "rows.jsonl");
  const overlong = `{"file":"${"y".repeat(maxRowCharacters)}"}`;
  const good = '{"file":"a.png"}';
  await writeFile(path, [overlong, good, "", overlong, good, overlong].join("\n"));
  expect((await linesOf(path)).map(({ line, kind }) => ({ line, kind }))).toEqual([
    { line: 1, kind: "bad" },
    { line: 2, kind: "value" },
    { line: 4, kind: "bad" },
    { line: 5, kind: "value" },
    { line: 6, kind: "bad" },
  ]);
});
