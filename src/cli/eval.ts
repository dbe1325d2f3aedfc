import { Command, InvalidArgumentError, Option } from "commander";
import type { EvaluateRequest } from "../app/evaluate.ts";
import type { EvaluationResult, Metrics } from "../evaluation/contract.ts";
import { LibraryNotUsedError } from "../evaluation/errors.ts";
import { type ImageControl, imageControls } from "../evaluation/image-control.ts";
import { retrievalProtocol } from "../evaluation/retrieval.ts";
import { vqaProtocol } from "../evaluation/vqa.ts";
import { type VqaHeadMeasures, vqaHeadProtocol } from "../evaluation/vqa-head.ts";
import { type ZeroShotMeasures, zeroShotProtocol } from "../evaluation/zeroshot.ts";
import { type CommandContext, command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { columns } from "./output.ts";
import { createProgressLine } from "./progress-line.ts";

interface EvalFlags extends GlobalFlags {
  readonly data: readonly string[];
  readonly partition?: string;
  readonly prompts?: string;
  readonly seed: number;
}

interface VqaFlags extends Omit<EvalFlags, "prompts"> {
  readonly images: ImageControl;
  readonly protocol: string;
}

export function evalCommand(): Command {
  return new Command("eval")
    .description("Measure the encoder and the answers on labelled data of yours, with 95 % intervals by case.")
    .addCommand(zeroShotCommand())
    .addCommand(retrievalCommand())
    .addCommand(vqaCommand());
}

function zeroShotCommand(): Command {
  return evaluation("zeroshot", "Class names against labels.", zeroShotProtocol)
    .option(
      "--prompts <file>",
      "prompt file, or the id of a shipped set (default: the one whose classes match the labels)",
    )
    .action((flags: EvalFlags) =>
      runCommand(flags, async (context) => {
        const result = await context.app.evaluate.zeroShot(request(flags, context));
        context.output.result(result, () => [describe(result), describeClasses(result)].join("\n\n"));
        return exitCode.ok;
      }),
    );
}

function retrievalCommand(): Command {
  return evaluation("retrieval", "Images against captions, and the labels of the nearest images.", retrievalProtocol)
    .option("--prompts <file>", "classes whose vote is counted (default: the field `label`)")
    .action((flags: EvalFlags) =>
      runCommand(flags, async (context) => {
        const result = await context.app.evaluate.retrieval(request(flags, context));
        const { captions, images, neighbours } = result.candidates;
        const among = `Candidates: ${captions} captions, ${images} images with one, ${neighbours} labelled neighbours.`;
        context.output.result(result, () => [describe(result), among].join("\n\n"));
        return exitCode.ok;
      }),
    );
}

function vqaCommand(): Command {
  return evaluation(
    "vqa",
    "Questions of vqa.jsonl against their answers: as `ask` answers without a language model (vqa-1), or the question head and its twin alone, every question answered (vqa-head-1).",
    vqaProtocol,
    vqaHeadProtocol,
  )
    .addOption(
      new Option("--images <which>", "ask about each question's own image, a blank one, or another's")
        .choices(imageControls)
        .default("own"),
    )
    .action((flags: VqaFlags) =>
      runCommand(flags, async (context) => {
        const { library, images, protocol } = flags;
        const { evaluate } = context.app;
        const asked = { ...request(flags, context), images };
        const ofHead = protocol === vqaHeadProtocol;
        if (ofHead && library !== undefined) throw new LibraryNotUsedError(protocol);
        const head = ofHead ? await evaluate.vqaHead(asked) : null;
        const result = head ?? (await evaluate.vqa({ ...asked, library }));
        const { closed, open } = result;
        const answered = `Answered: ${closed.answered} of ${closed.n} closed questions, ${open.answered} of ${open.n} open ones; images: ${images}.`;
        const twin = head ? [describeTwin(head)] : [];
        context.output.result(result, () => [describe(result), ...twin, answered].join("\n\n"));
        return exitCode.ok;
      }),
    );
}

function evaluation(name: string, description: string, ...protocols: readonly [string, ...string[]]): Command {
  return command(name, description)
    .requiredOption("--data <dir...>", "folders as `ingest` reads: a manifest, a table, class folders")
    .option("--partition <name>", "only rows of this partition (manifest field `partition`)")
    .option("--seed <n>", "seed of the bootstrap", wholeNumber, 0)
    .addOption(new Option("--protocol <id>", "how it is measured").choices(protocols).default(protocols[0]));
}

function request(flags: EvalFlags | VqaFlags, { output, signal }: CommandContext): EvaluateRequest {
  const progress = createProgressLine(output, () => performance.now());
  const { data, partition, seed } = flags;
  const prompts = "prompts" in flags ? flags.prompts : undefined;
  const onProgress: EvaluateRequest["onProgress"] = (now) => {
    progress.show(now);
    if (now.done === now.total) progress.end();
  };
  return { data, partition, seed, prompts, signal, onProgress };
}

function describe(result: EvaluationResult): string {
  const { task, data, encoder, n, cases, partition, seenInTraining, metrics, failed, seconds } = result;
  const seen = seenInTraining === null ? "unknown" : `${(100 * seenInTraining).toFixed(1)} %`;
  return [
    `${task} on ${data}${partition === null ? "" : `, partition ${partition}`}: n ${n} of ${cases} cases, ${encoder}, seen in training ${seen}, ${seconds.toFixed(1)} s`,
    ...(failed.length > 0 ? [`${failed.length} rows could not be read; --json lists them.`] : []),
    columns([["metric", "value", "95 % interval"], ...figureRows(metrics)], [1]),
  ].join("\n");
}

function describeTwin({ questionOnly, gain }: Pick<VqaHeadMeasures, "questionOnly" | "gain">): string {
  return [
    "The twin, which sees the question alone, and what the image added:",
    columns(
      [
        ["metric", "value", "95 % interval"],
        ...figureRows(questionOnly).map(([name, ...row]) => [`${name}, question alone`, ...row]),
        ...figureRows(gain).map(([name, ...row]) => [`${name}, gain`, ...row]),
      ],
      [1],
    ),
  ].join("\n");
}

function figureRows(metrics: Metrics): string[][] {
  return Object.entries(metrics).map(([name, { value, low, high }]) => [
    name,
    number(value),
    `[${number(low)}, ${number(high)}]`,
  ]);
}

function describeClasses({ classes, promptSet, trainedClasses, unlabelled }: Omit<ZeroShotMeasures, "rows">): string {
  const rows = classes.map(({ name, n, recall, auroc, auprc }) => [
    name,
    `${n}`,
    ...[recall, auroc, auprc].map((value) => (value === null ? "–" : number(value))),
  ]);
  const kind = trainedClasses ? "classes that were trained with these prompts, not zero-shot" : "zero-shot";
  const without = unlabelled > 0 ? `; ${unlabelled} rows have no label of these and were left out` : "";
  return [
    `Prompt set ${promptSet.id}: ${kind}${without}.`,
    columns([["class", "n", "recall", "auroc", "auprc"], ...rows], [1, 2, 3, 4]),
  ].join("\n");
}

/** As ".931", or "12.4" where it is no rate. */
function number(value: number): string {
  return Math.abs(value) < 1 ? value.toFixed(3).replace(/^(-?)0\./, "$1.") : value.toFixed(value < 10 ? 3 : 1);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
