import type { EvaluationResult, Metrics } from "../contract.ts";
import type { ImageControl } from "../image-control.ts";
import type { VqaMeasures } from "../vqa.ts";
import type { VqaHeadMeasures } from "../vqa-head.ts";
import { differenceScale, figureBars, figureInWords, metricBars } from "./figure-bars.ts";
import { metricWords } from "./metric-words.ts";
import { factsOf, type Page, warningsOf } from "./page.ts";

export type VqaResult = EvaluationResult &
  Pick<VqaMeasures, "closed" | "open"> &
  Partial<Pick<VqaMeasures, "rephrasing">> &
  Partial<Pick<VqaHeadMeasures, "questionOnly" | "gain">> & { readonly images: ImageControl };

/** The page of an evaluation of answers. */
export function vqaPage(result: VqaResult, createdAt: string): Page {
  const { closed, open, images, metrics, questionOnly, gain, data, rephrasing } = result;
  const control = { own: [], blank: ["a grey picture of its size"], shuffled: ["another row's"] }[images];
  return {
    title: `Questions against their answers: ${data}`,
    lead: questionOnly
      ? "The trained question head and its twin, which sees the question alone: every question is answered."
      : "As `ask` answers without a language model; an abstention is wrong and is counted.",
    facts: [
      ...factsOf(result),
      ["Closed questions", `${closed.answered} of ${closed.n} answered${rightOf(closed)}`],
      ["Open questions", `${open.answered} of ${open.n} answered`],
      ...(rephrasing?.agree
        ? [
            [
              "In other words",
              `${figureInWords(rephrasing.agree.value)} of ${rephrasing.n} wordings answered alike`,
            ] as const,
          ]
        : []),
    ],
    warnings: [...warningsOf(result), ...control.map((what) => `Control: every image is ${what}.`)],
    sections: [
      { title: "Figures", body: metricBars(metrics) },
      questionOnly ? { title: "From the question alone", body: metricBars(questionOnly) } : null,
      gain ? { title: "What the image added", body: gainBars(gain) } : null,
    ],
    createdAt,
  };
}

function rightOf({ accuracyWhenAnswered: right }: VqaMeasures["closed"]): string {
  return right ? `, ${figureInWords(right.value)} of them right` : "";
}

function gainBars(gain: Metrics) {
  const names = ["closedAccuracy", "openExact", "openTokenRecall"] as const;
  const bars = names.flatMap((name) => {
    const figure = gain[name];
    return figure ? [{ ...metricWords(name), figure, mark: 0 }] : [];
  });
  return figureBars(bars, differenceScale(bars));
}
