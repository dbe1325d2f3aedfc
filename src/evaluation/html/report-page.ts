import { type EvaluationResult, metricNames } from "../contract.ts";
import type { ReportMeasures } from "../report.ts";
import type { BaselineFigures } from "../report-baselines.ts";
import type { FindingFigures } from "../report-findings.ts";
import { differenceScale, figureBars, metricBars } from "./figure-bars.ts";
import { html, type Markup } from "./markup.ts";
import { metricWords } from "./metric-words.ts";
import { factsOf, type Page, rowsInWords, warningsOf } from "./page.ts";

export type ReportResult = EvaluationResult &
  Omit<ReportMeasures, "rows" | "failed" | "metrics" | "scored"> & { readonly library: string | null };

/** The page of an evaluation of drafts. */
export function reportPage(result: ReportResult, createdAt: string): Page {
  const { metrics, quotes, stated, baselines, findings, labels, without, library, data } = result;
  return {
    title: `Drafts against reports: ${data}`,
    lead: "Drafts as caselens report writes them without a language model, against the texts of the rows.",
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
      ...(baselines
        ? [
            baselineSection("The nearest case's text as it stands", baselines.nearest),
            baselineSection("A random text of the library", baselines.random),
          ]
        : []),
      findings.length > 0 ? { title: "By finding", body: findingBars(findings) } : null,
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

function baselineSection(title: string, { metrics, quotesLessIt }: BaselineFigures) {
  const bars = metricNames.flatMap((name) => {
    const figure = quotesLessIt[name];
    return figure ? [{ ...metricWords(name), figure }] : [];
  });
  return {
    title,
    body: html`${metricBars(metrics)}<p class="note">Quoted words less this text; a draft that quotes nothing counts as an empty one:</p>${figureBars(bars, differenceScale(bars))}`,
  };
}

function findingBars(findings: readonly FindingFigures[]): Markup {
  return figureBars(
    findings.map(({ name, references, drafts, both, f1 }) => ({
      name,
      detail: `in ${references} references, ${drafts} drafts, ${both} of both`,
      figure: f1,
    })),
  );
}
