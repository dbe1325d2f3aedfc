import type { Command } from "commander";
import { retrievalProtocol } from "../evaluation/retrieval.ts";
import { runCommand } from "./command.ts";
import { type EvalFlags, evaluation, request } from "./eval-command.ts";
import { exitCode } from "./exit-code.ts";
import { describeEvaluation } from "./figures-in-words.ts";

export function retrievalCommand(): Command {
  return evaluation("retrieval", "Images against captions, and the labels of the nearest images.", retrievalProtocol)
    .option("--prompts <file>", "classes whose vote is counted (default: the field `label`)")
    .action((flags: EvalFlags) =>
      runCommand(flags, async (context) => {
        const result = await context.app.evaluate.retrieval(request(flags, context));
        const { captions, images, neighbours } = result.candidates;
        const among = `Candidates: ${captions} captions, ${images} images with one, ${neighbours} labelled neighbours.`;
        context.output.result(result, () => [describeEvaluation(result), among].join("\n\n"));
        return exitCode.ok;
      }),
    );
}
