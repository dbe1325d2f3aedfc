import { type Command, Option } from "commander";
import { type ZeroShotProtocol, zeroShotProtocols } from "../app/evaluate-zeroshot.ts";
import type { Screening } from "../app/screen-prompt-set.ts";
import { type UncertainPolicy, uncertainPolicies } from "../evaluation/finding-labels.ts";
import { zeroShotPage } from "../evaluation/html/zeroshot-page.ts";
import type { ImageControl } from "../evaluation/image-control.ts";
import type { PooledFigures } from "../evaluation/pooled-rows.ts";
import type { PromptSpreadFigures } from "../evaluation/prompt-spread.ts";
import type { ZeroShotMeasures } from "../evaluation/zeroshot.ts";
import { trainedInWords } from "../zeroshot/trained-names.ts";
import { runCommand } from "./command.ts";
import { type EvalFlags, imagesOption, publish, publishedEvaluation, request, sliceOption } from "./eval-command.ts";
import { exitCode } from "./exit-code.ts";
import { describeEvaluation, figure, interval } from "./figures-in-words.ts";
import { describeFindings } from "./findings-in-words.ts";
import { columns } from "./output.ts";
import { describeSlices } from "./slices-in-words.ts";

interface ZeroShotFlags extends EvalFlags {
  readonly screenOn?: string;
  readonly poolBy?: string;
  readonly images: ImageControl;
  readonly uncertain: UncertainPolicy;
  readonly protocol?: ZeroShotProtocol;
}

export function zeroShotCommand(): Command {
  return publishedEvaluation("zeroshot", "Class names against labels.", ...zeroShotProtocols)
    .option(
      "--prompts <file>",
      "prompt file, or the id of a shipped set (default: the one whose classes match the labels)",
    )
    .addOption(imagesOption("classify"))
    .addOption(sliceOption())
    .option(
      "--screen-on <partition>",
      "choose among the wordings by the images of this partition, without their labels",
    )
    .addOption(
      new Option("--uncertain <as>", "what -1 counts as, in a table with a column for each finding")
        .choices(uncertainPolicies)
        .default("ignore"),
    )
    .option("--pool-by <field>", "also classify whole bags of rows, by a manifest field: the slide of a tile, the case")
    .action((flags: ZeroShotFlags) =>
      runCommand(flags, async (context) => {
        const { images, screenOn, poolBy, out, html, uncertain, protocol } = flags;
        const rowsWanted = out !== undefined || html !== undefined;
        const asked = { ...(await request(flags, context)), images, screenOn, poolBy, uncertain, protocol, rowsWanted };
        const evaluated = await context.app.evaluate.zeroShot(asked);
        const control = images === "own" ? [] : [`Control: every image is ${images}.`];
        if (evaluated.scored === null) {
          const { result } = evaluated;
          context.output.result(result, () =>
            [
              ...control,
              describeEvaluation(result),
              describeFindings(result),
              ...(result.slices ? [describeSlices(result.slices)] : []),
            ].join("\n\n"),
          );
          return exitCode.ok;
        }
        const { scored, worst } = evaluated;
        return publish(flags, context, evaluated, {
          page: async (result, createdAt) => zeroShotPage({ result, scored, worst: await worst(), createdAt }),
          describe: (result) => [
            ...control,
            describeEvaluation(result),
            describeClasses(result),
            describeCertainty(result),
            ...(result.pooled ? [describePooled(result.pooled)] : []),
            ...(result.screening ? [describeScreening(result.screening)] : []),
            ...(result.slices ? [describeSlices(result.slices)] : []),
          ],
        });
      }),
    );
}

function describePooled({ bags, mixed, balancedAccuracy }: PooledFigures): string {
  const rows = Object.entries(balancedAccuracy).map(([k, found]) => [`${k}`, figure(found.value), interval(found)]);
  const left = mixed > 0 ? `; ${mixed} with rows of several classes were left out` : "";
  return [
    `${bags} bags by the mean of each class's greatest cosines${left}:`,
    columns([["rows that speak", "balanced accuracy", "95 % interval"], ...rows], [0, 1]),
  ].join("\n");
}

function describeScreening({ partition, images, candidates, kept }: Screening): string {
  return `Prompts screened without labels on ${images} images of partition ${partition}: ${kept} of ${candidates} wordings kept.`;
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

function describeClasses(measures: Omit<ZeroShotMeasures, "rows" | "failed" | "metrics" | "scored">): string {
  const { classes, promptSet, promptSpread, unlabelled, withProbabilities } = measures;
  const rows = classes.map(({ name, n, recall, auroc, auprc }) => [
    name,
    `${n}`,
    ...[recall, auroc, auprc].map((value) => (value === null ? "–" : figure(value))),
  ]);
  const kind = trainedInWords(measures, classes.length);
  const without = unlabelled > 0 ? `; ${unlabelled} rows have no label of these and were left out` : "";
  return [
    describeSpread(promptSpread),
    ...(withProbabilities > 0 ? [`${withProbabilities} rows have probabilities.`] : []),
    `Prompt set ${promptSet.id}: ${kind}${without}.`,
    columns([["class", "n", "recall", "auroc", "auprc"], ...rows], [1, 2, 3, 4]),
  ].join("\n");
}

function describeSpread({ wordings, balancedAccuracy: { min, median, max } }: PromptSpreadFigures): string {
  return `Balanced accuracy over ${wordings} ways to word the prompts: ${figure(min)} least, ${figure(median)} median, ${figure(max)} greatest.`;
}
