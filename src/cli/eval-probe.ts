import { type Command, Option } from "commander";
import { type ProbeMeasures, probeProtocol } from "../evaluation/probe.ts";
import { type AdapterMethod, adapterMethods } from "../zeroshot/adapters/contract.ts";
import { trainedInWords } from "../zeroshot/trained-names.ts";
import { positiveInteger, runCommand } from "./command.ts";
import { type EvalFlags, evaluation, request } from "./eval-command.ts";
import { exitCode } from "./exit-code.ts";
import { describeEvaluation, figure, figureRows } from "./figures-in-words.ts";
import { columns } from "./output.ts";

interface ProbeFlags extends EvalFlags {
  readonly fit: string;
  readonly method: AdapterMethod;
  readonly shots?: number;
}

export function probeCommand(): Command {
  return evaluation(
    "probe",
    "An adapter fitted to one partition, tested on another, beside the names alone.",
    probeProtocol,
  )
    .option("--prompts <file>", "classes: a prompt file, or the id of a shipped set (default: as the labels say)")
    .option("--fit <name>", "partition that is fitted to; rows of cases that are tested are left out of it", "train")
    .addOption(new Option("--method <name>", "how classes are told apart").choices(adapterMethods).default("logistic"))
    .option("--shots <n>", "images of each class that are fitted to, drawn by the seed (default: all)", positiveInteger)
    .action((flags: ProbeFlags) =>
      runCommand(flags, async (context) => {
        const { fit, method, shots } = flags;
        const result = await context.app.evaluate.probe({ ...(await request(flags, context)), fit, method, shots });
        context.output.result(result, () =>
          [describeEvaluation(result), describeFit(result.fit), describeNames(result)].join("\n\n"),
        );
        return exitCode.ok;
      }),
    );
}

function describeFit({
  method,
  partition,
  n,
  cases,
  shots,
  leftOut,
  classes,
  crossValidation,
}: ProbeMeasures["fit"]): string {
  return [
    `Adapter ${method}, fitted to ${n} images of ${cases} cases, partition ${partition}${shots === null ? "" : `, ${shots} of each class at most`}; ${leftOut} rows of cases or images that are tested were left out.`,
    ...(crossValidation
      ? [`On cases held back from the fit: balanced accuracy ${figure(crossValidation.balancedAccuracy)}.`]
      : []),
    columns(
      [["class", "images", "cases"], ...classes.map((each) => [each.name, `${each.n}`, `${each.cases}`])],
      [1, 2],
    ),
  ].join("\n");
}

function describeNames({ zeroShot, classes }: Pick<ProbeMeasures, "zeroShot" | "classes">): string {
  if (!zeroShot) return "The encoder has no text tower: there is nothing to compare with.";
  const { promptSet, metrics, gain } = zeroShot;
  const kind = trainedInWords(zeroShot, classes.length);
  return [
    `The same rows by names alone, prompt set ${promptSet.id}: ${kind}; and what the examples added:`,
    columns(
      [
        ["metric", "value", "95 % interval"],
        ...figureRows(metrics).map(([name, ...row]) => [`${name}, names alone`, ...row]),
        ...figureRows(gain).map(([name, ...row]) => [`${name}, gain`, ...row]),
      ],
      [1],
    ),
  ].join("\n");
}
