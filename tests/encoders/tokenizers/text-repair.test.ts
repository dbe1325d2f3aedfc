import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { repairText } from "../../../src/encoders/tokenizers/text-repair.ts";

/** ftfy 6.3.1's own results: tests/golden/make-repairs.py. */
const cases = z
  .array(z.tuple([z.string(), z.string()]))
  .parse(JSON.parse(readFileSync(new URL("../../golden/repairs.json", import.meta.url), "utf8")));

test("texts that went wrong in many ways are repaired as ftfy repairs them", () => {
  expect(cases).toHaveLength(400);
  const wrong = cases.flatMap(([text, repaired]) => {
    const ours = repairText(text);
    return ours === repaired ? [] : [{ text, repaired, ours }];
  });
  expect(wrong).toEqual([]);
});

test.each([
  ["schÃ¶n cafÃ©", "schön café"],
  ["â€œmojibakeâ€\x9d â€“ dash", '"mojibake" – dash'],
  ["&ldquo;P&EACUTE;REZ&rdquo;", '"PÉREZ"'],
  ["<b>&ldquo;", "<b>&ldquo;"],
  ["voilÃ le travail", "voilà le travail"],
  ["Ã©\n<b>\n&amp;", "é\n<b>\n&amp;"],
  ["\ud83d", "\ufffd"],
])("%j becomes %j", (text, repaired) => {
  expect(repairText(text)).toBe(repaired);
});

test("the repair of any text comes to an end, with nothing left that is no character", () => {
  const misread = fc.string({ unit: "binary", maxLength: 60 }).map((text) => Buffer.from(text).toString("latin1"));
  fc.assert(
    fc.property(fc.oneof(misread, fc.string({ unit: "binary", maxLength: 60 })), (text) => {
      expect(repairText(text)).not.toMatch(/\p{Surrogate}/u);
    }),
    { numRuns: 500 },
  );
});
