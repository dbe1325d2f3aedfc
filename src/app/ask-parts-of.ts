import type { AskParts } from "../chat/ask-parts.ts";
import type { QuestionTerms } from "../chat/question-terms.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { Encoding } from "../encoders/encoding.ts";
import type { Library } from "../retrieval/library.ts";
import type { Classifier } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
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

export interface AskPartsSources {
  readonly encoding: () => Promise<Encoding>;
  readonly terms: () => Promise<QuestionTerms>;
  readonly promptSets: () => Promise<readonly PromptSet[]>;
  /** Scores of names that the user gives. @throws {LabelsInvalidError} */
  readonly classifier: (names: readonly string[]) => Promise<Classifier>;
}

/** What an answer about a scan is made from, whoever writes it and whether it is the first time. */
export async function askPartsOf({ scan, library, k, marks }: AskedAbout, parts: AskPartsSources): Promise<AskParts> {
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
