import type { EvaluationResult } from "../contract.ts";
import type { ReportMeasures } from "../report.ts";
import { metricBars } from "./figure-bars.ts";
import { html } from "./markup.ts";
import { factsOf, type Page, rowsInWords, warningsOf } from "./page.ts";

export type ReportResult = EvaluationResult &
  Omit<ReportMeasures, "rows" | "failed" | "metrics" | "scored"> & { readonly library: string | null };

/** The page of an evaluation of drafts. */
export function reportPage(result: ReportResult, createdAt: string): Page {
  const { metrics, quotes, stated, labels, without, library, data } = result;
  return {
    title: `Drafts against reports: ${data}`,
    lead: "Drafts as `report` writes them without a language model, against the texts of the rows.",
    facts: [
      ...factsOf(result),
      ["Library", library === null ? "none: nothing was quoted" : `${library}, ${quotes.n} drafts quote from it`],
      ["Findings by rules", `${labels.id} ${labels.version}; the references affirm ${labels.affirmed}`],
    ],
    warnings: [
      ...warningsOf(result),
      ...(without > 0 ? [`Left out, having no text to compare with: ${rowsInWords(without)}.`] : []),
      "What overlaps in words need not be true, and rules are not a reader.",
    ],
    sections: [
      { title: "Whole drafts", body: metricBars(metrics) },
      quotes.n > 0 ? { title: "Quoted words alone", body: metricBars(quotes.metrics) } : null,
      stated.labelF1
        ? {
            title: "Statements about the scan alone",
            body: html`${metricBars(stated)}<p class="note">Findings that a draft states without a flag and without a quote.</p>`,
          }
        : null,
    ],
    createdAt,
  };
}
