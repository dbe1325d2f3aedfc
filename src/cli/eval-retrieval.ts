import type { Command } from "commander";
import { retrievalProtocol } from "../evaluation/retrieval.ts";
import { runCommand } from "./command.ts";
import { type EvalFlags, evaluation, publish, request, sliceOption } from "./eval-command.ts";
import { describeEvaluation } from "./figures-in-words.ts";
import { describeSlices } from "./slices-in-words.ts";

export function retrievalCommand(): Command {
  return evaluation("retrieval", "Images against captions, and the labels of the nearest images.", retrievalProtocol)
    .option("--prompts <file>", "classes whose vote is counted (default: the field `label`)")
    .addOption(sliceOption())
    .action((flags: EvalFlags) =>
      runCommand(flags, async (context) => {
        const evaluated = await context.app.evaluate.retrieval(request(flags, context));
        return publish(flags, context, evaluated, (result) => {
          const { captions, images, neighbours } = result.candidates;
          return [
            describeEvaluation(result),
            ...(result.slices ? [describeSlices(result.slices)] : []),
            `Candidates: ${captions} captions, ${images} images with one, ${neighbours} labelled neighbours.`,
          ];
        });
      }),
    );
}
