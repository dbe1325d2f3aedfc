import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { shared } from "../../support/shared.ts";

/** Below ../shared: strings, and the ids that the reference code makes of them. */
export const tokenizerGoldens = "goldens/tokenizers";

const Ids = z.array(z.int());
const Goldens = z.object({
  cases: z.array(
    z.object({
      text: z.string(),
      ids: Ids,
      /** Cut at 77, where that makes a difference. */
      ids_77: Ids.optional(),
      /** Where ftfy, before the tokenizer, makes a difference. */
      ids_without_ftfy: Ids.optional(),
      /** Where transformers' slow CLIPTokenizer makes other ids. */
      ids_hf_slow: Ids.optional(),
    }),
  ),
});
export type GoldenCase = z.output<typeof Goldens>["cases"][number];

export function goldenCases(file: string): readonly GoldenCase[] {
  return Goldens.parse(JSON.parse(readFileSync(join(shared, tokenizerGoldens, file), "utf8"))).cases;
}

export function goldenVocabulary(file: string): Uint8Array {
  return readFileSync(join(shared, tokenizerGoldens, file));
}

/** The strings of which other ids are made than expected, with both. */
export function wrongCases(
  cases: readonly GoldenCase[],
  tokenize: (text: string) => readonly number[],
  expected: (row: GoldenCase) => readonly number[],
) {
  return cases.flatMap((row) => {
    const ids = tokenize(row.text);
    return ids.join() === expected(row).join() ? [] : [{ text: row.text, ids, expected: expected(row) }];
  });
}
