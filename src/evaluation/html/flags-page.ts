import type { WrongWay } from "../../chat/flag-score/contract.ts";
import type { EvaluationResult } from "../contract.ts";
import type { FlagMeasures } from "../flags/flags.ts";
import { metricBars } from "./figure-bars.ts";
import { factsOf, type Page, warningsOf } from "./page.ts";

export type FlagsPageResult = EvaluationResult &
  Omit<FlagMeasures, "metrics" | "scored"> & { readonly library: string | null };

const titles = {
  side: "Side",
  negation: "Negation",
  size: "Size",
  finding: "Finding",
  device: "Device",
} as const satisfies Record<WrongWay, string>;

/** The page of an evaluation of flag scores. */
export function flagsPage(result: FlagsPageResult, createdAt: string): Page {
  const { metrics, corruptions, reports, library, data } = result;
  return {
    title: `Flag scores: ${data}`,
    lead: "True sentences of reports, and the same sentences made wrong in one way: does the flag score tell them apart?",
    facts: [
      ...factsOf(result),
      ["Reports", reports.toLocaleString("en")],
      ["Similar cases", library === null ? "the reports most like the rest of each report" : `of ${library}, by image`],
    ],
    warnings: [
      ...(library === null ? [] : warningsOf(result)), // without a library no image is looked at
      "The wrong sentences were made by rules: what people and language models get wrong may be told less well.",
    ],
    sections: [
      { title: "All kinds together", body: metricBars(metrics) },
      ...corruptions.map((each) => ({
        title: `${titles[each.corruption]} (n ${each.n}, cases ${each.cases})`,
        body: metricBars(each.metrics),
      })),
    ],
    createdAt,
  };
}
