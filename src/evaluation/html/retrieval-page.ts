import type { EvaluationResult } from "../contract.ts";
import type { RetrievalMeasures } from "../retrieval.ts";
import { metricBars } from "./figure-bars.ts";
import { factsOf, type Page, warningsOf } from "./page.ts";
import { sliceBars } from "./slice-bars.ts";

export type RetrievalResult = EvaluationResult & Pick<RetrievalMeasures, "candidates" | "slices">;

/** The page of a retrieval evaluation. */
export function retrievalPage(result: RetrievalResult, createdAt: string): Page {
  const { candidates, slices, metrics, data } = result;
  const count = (n: number) => n.toLocaleString("en");
  return {
    title: `Images against captions: ${data}`,
    lead: "Whether an image finds its caption, a caption its image, and labels agree among the nearest images.",
    facts: [
      ...factsOf(result),
      ["Candidates", `${count(candidates.captions)} captions, ${count(candidates.images)} images with one`],
      ["Neighbours", `${count(candidates.neighbours)} labelled images`],
    ],
    warnings: warningsOf(result),
    sections: [
      { title: "Figures", body: metricBars(metrics) },
      slices && {
        title: `By ${slices.field}`,
        body: sliceBars(slices, ["recallAt10", "textToImageRecallAt10", "majorityVoteAt5"]),
      },
    ],
    createdAt,
  };
}
