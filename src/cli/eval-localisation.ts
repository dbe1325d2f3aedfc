import type { Command } from "commander";
import type { LocalisationResult } from "../app/evaluate-localisation.ts";
import { localisationProtocol } from "../evaluation/localisation.ts";
import type { LocalisationTests } from "../evaluation/localisation-figures.ts";
import { positiveInteger, runCommand } from "./command.ts";
import { type EvalFlags, evaluation, request } from "./eval-command.ts";
import { exitCode } from "./exit-code.ts";
import { describeEvaluation, figure } from "./figures-in-words.ts";
import { columns } from "./output.ts";

interface LocalisationFlags extends EvalFlags {
  readonly images: number;
}

export function localisationCommand(): Command {
  return evaluation(
    "localisation",
    "Heat maps against chance: do they depend on the text, and do their greatest cells carry the class?",
    localisationProtocol,
  )
    .option("--images <n>", "images of each folder, one a case, drawn by the seed", positiveInteger, 20)
    .action((flags: LocalisationFlags) =>
      runCommand(flags, async (context) => {
        const { images } = flags;
        const result = await context.app.evaluate.localisation({ ...(await request(flags, context)), images });
        context.output.result(result, () => [describeEvaluation(result), describeTests(result)].join("\n\n"));
        return exitCode.ok;
      }),
    );
}

function describeTests({ tests, kinds, explains }: LocalisationResult): string {
  const rows = kinds.map(({ kind, n, metrics, tests: own }) => [
    kind,
    `${n}`,
    ...[metrics.rankCorrelationOtherKinds, metrics.deletionCosineOverRandom].map((each) =>
      each ? `${figure(each.value)} [${figure(each.low)}, ${figure(each.high)}]` : "–",
    ),
    passed(own),
  ]);
  return [
    `All images: ${passed(tests)}. A map may be called an explanation on ${explains.length > 0 ? explains.join(", ") : "no kind of image"}.`,
    columns([["kind", "n", "rank correlation, other kinds", "deletion, cosine over random", "passed"], ...rows], [1]),
  ].join("\n");
}

function passed({ textRandomisation, deletion }: LocalisationTests): string {
  const names = [...(textRandomisation ? ["text randomisation"] : []), ...(deletion ? ["deletion"] : [])];
  return names.length > 0 ? names.join(" and ") : "neither test";
}
