import type { Command } from "commander";
import type { FindingsMeasures } from "../evaluation/findings.ts";
import type { PromptSpreadFigures } from "../evaluation/prompt-spread.ts";
import { type ZeroShotMeasures, zeroShotProtocol } from "../evaluation/zeroshot.ts";
import { runCommand } from "./command.ts";
import { type EvalFlags, evaluation, request } from "./eval-command.ts";
import { exitCode } from "./exit-code.ts";
import { describeEvaluation, figure } from "./figures-in-words.ts";
import { columns } from "./output.ts";

export function zeroShotCommand(): Command {
  return evaluation("zeroshot", "Class names against labels.", zeroShotProtocol)
    .option(
      "--prompts <file>",
      "prompt file, or the id of a shipped set (default: the one whose classes match the labels)",
    )
    .action((flags: EvalFlags) =>
      runCommand(flags, async (context) => {
        const result = await context.app.evaluate.zeroShot(request(flags, context));
        context.output.result(result, () => [describeEvaluation(result), describeClasses(result)].join("\n\n"));
        return exitCode.ok;
      }),
    );
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
