import type { FindingsMeasures } from "../evaluation/findings.ts";
import { trainedInWords } from "../zeroshot/trained-names.ts";
import { figure, interval } from "./figures-in-words.ts";
import { columns } from "./output.ts";

type Findings = Pick<
  FindingsMeasures,
  "classes" | "labels" | "promptSet" | "trainedClasses" | "trainedNames" | "unlabelled"
>;

/** Every finding by itself, and how the rows said which they have. */
export function describeFindings(measures: Findings): string {
  const { classes, promptSet, unlabelled } = measures;
  const rows = classes.map(({ name, n, absent, leftOut, auroc, auprc, aurocFigure }) => [
    name,
    `${n}`,
    `${absent}`,
    `${leftOut}`,
    auroc === null ? "–" : figure(auroc),
    aurocFigure === null ? "" : interval(aurocFigure),
    auprc === null ? "–" : figure(auprc),
  ]);
  const without = unlabelled > 0 ? ` ${unlabelled} rows say nothing of these findings and were left out.` : "";
  return [
    `Prompt set ${promptSet.id}: ${trainedInWords(measures, classes.length)}.${without}`,
    ...describeLabels(measures.labels),
    columns(
      [["finding", "present", "absent", "left out", "auroc", "95 % interval", "auprc"], ...rows],
      [1, 2, 3, 4, 6],
    ),
  ].join("\n");
}

function describeLabels(labels: FindingsMeasures["labels"]): readonly string[] {
  if (labels.kind === "label") return [];
  const found = labels.columns.filter((column) => column !== null);
  const policy = {
    ignore: "left out of that finding's figures",
    present: "counted as present",
    absent: "counted as absent",
  }[labels.uncertain];
  return [
    `Read from a column for each of ${found.length} of ${labels.columns.length} findings. Uncertain cells (-1), here ${labels.uncertainCells}, are ${policy} (--uncertain); blank ones beside others that are not, here ${labels.blankCells}, are counted as absent.`,
  ];
}
