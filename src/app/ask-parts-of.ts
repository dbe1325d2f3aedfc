import type { AskParts } from "../chat/ask-parts.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { Library } from "../retrieval/library.ts";
import type { AskingParts } from "./ask-scan.ts";
import type { MarksOfLibrary } from "./marks.ts";
import { findNamedCase } from "./named-case.ts";
import { searchOtherCases } from "./other-cases.ts";

export interface AskedAbout {
  readonly scan: EncodedScan;
  readonly library: Library;
  /** Similar cases to read. */
  readonly k: number;
  readonly marks: MarksOfLibrary;
}

/** What an answer about a scan is made from, whoever writes it and whether it is the first time. */
export async function askPartsOf(
  { scan, library, k, marks }: AskedAbout,
  parts: Pick<AskingParts, "encoding" | "terms" | "promptSets" | "classifier">,
): Promise<AskParts> {
  const { encoder, rules } = await parts.encoding();
  return {
    encoder,
    rules,
    terms: await parts.terms(),
    promptSets: await parts.promptSets(),
    findSimilar: () => searchOtherCases(scan, k, library, rules, marks),
    hasPins: marks.pinned.length > 0,
    findCase: (name) => findNamedCase(name, scan, library, marks),
    classify: async (names) => (await parts.classifier(names))(scan),
  };
}
