import type { Command } from "commander";
import type { FindingsMeasures } from "../evaluation/findings.ts";
import type { ImageControl } from "../evaluation/image-control.ts";
import type { PromptSpreadFigures } from "../evaluation/prompt-spread.ts";
import { type ZeroShotMeasures, zeroShotProtocol } from "../evaluation/zeroshot.ts";
import { runCommand } from "./command.ts";
import { type EvalFlags, evaluation, imagesOption, publish, request, sliceOption } from "./eval-command.ts";
import { describeEvaluation, figure, interval } from "./figures-in-words.ts";
import { columns } from "./output.ts";
import { describeSlices } from "./slices-in-words.ts";

interface ZeroShotFlags extends EvalFlags {
  readonly images: ImageControl;
}

export function zeroShotCommand(): Command {
  return evaluation("zeroshot", "Class names against labels.", zeroShotProtocol)
    .option(
      "--prompts <file>",
      "prompt file, or the id of a shipped set (default: the one whose classes match the labels)",
    )
    .addOption(imagesOption("classify"))
    .addOption(sliceOption())
    .action((flags: ZeroShotFlags) =>
      runCommand(flags, async (context) => {
        const { images } = flags;
        const evaluated = await context.app.evaluate.zeroShot({ ...request(flags, context), images });
        return publish(flags, context, evaluated, (result) => [
          ...(images === "own" ? [] : [`Control: every image is ${images}.`]),
          describeEvaluation(result),
          describeClasses(result),
          ...("riskCoverage" in result ? [describeCertainty(result)] : []),
          ...("slices" in result && result.slices ? [describeSlices(result.slices)] : []),
        ]);
      }),
    );
}

function describeCertainty({
  riskCoverage,
  rephrasing,
}: Pick<ZeroShotMeasures, "riskCoverage" | "rephrasing">): string {
  const covered = riskCoverage.map(({ coverage, accuracy }) => [
    `the surest ${Math.round(100 * coverage)} %`,
    figure(accuracy.value),
    interval(accuracy),
  ]);
  const accuracy = columns([["accuracy of", "value", "95 % interval"], ...covered], [1]);
  if (!rephrasing) return accuracy;
  const { mean, worst, wordings } = rephrasing;
  const stable = `Called the same under ${wordings.length} other wordings: ${figure(mean.value)} ${interval(mean)} on average, ${figure(worst.value)} ${interval(worst)} under the worst (${worst.wording}).`;
  return [accuracy, "", stable].join("\n");
}

/** What stands of one name among all, and not of findings one by one, is left out where it is not there. */
function describeClasses(
  measures: Omit<FindingsMeasures, "rows" | "failed" | "metrics"> &
    Partial<Pick<ZeroShotMeasures, "promptSpread" | "withProbabilities">>,
): string {
  const { classes, promptSet, promptSpread, trainedClasses, unlabelled, withProbabilities = 0 } = measures;
  const rows = classes.map(({ name, n, recall, auroc, auprc }) => [
    name,
    `${n}`,
    ...[recall, auroc, auprc].map((value) => (value === null ? "–" : figure(value))),
  ]);
  const kind = trainedClasses ? "classes that were trained with these prompts, not zero-shot" : "zero-shot";
  const without = unlabelled > 0 ? `; ${unlabelled} rows have no label of these and were left out` : "";
  return [
    ...(promptSpread ? [describeSpread(promptSpread)] : []),
    ...(withProbabilities > 0 ? [`${withProbabilities} rows have probabilities.`] : []),
    `Prompt set ${promptSet.id}: ${kind}${without}.`,
    columns([["class", "n", "recall", "auroc", "auprc"], ...rows], [1, 2, 3, 4]),
  ].join("\n");
}

function describeSpread({ wordings, balancedAccuracy: { min, median, max } }: PromptSpreadFigures): string {
  return `Balanced accuracy over ${wordings} ways to word the prompts: ${figure(min)} least, ${figure(median)} median, ${figure(max)} greatest.`;
}
