import type { Command } from "commander";
import { retrievalPage } from "../evaluation/html/retrieval-page.ts";
import { type RetrievalMeasures, retrievalProtocol } from "../evaluation/retrieval.ts";
import { runCommand } from "./command.ts";
import { type EvalFlags, publish, publishedEvaluation, request, sliceOption } from "./eval-command.ts";
import { describeEvaluation } from "./figures-in-words.ts";
import { describeSlices } from "./slices-in-words.ts";

export function retrievalCommand(): Command {
  return publishedEvaluation(
    "retrieval",
    "Images against captions, and the labels of the nearest images.",
    retrievalProtocol,
  )
    .option("--prompts <file>", "classes whose vote is counted (default: the field `label`)")
    .addOption(sliceOption())
    .action((flags: EvalFlags) =>
      runCommand(flags, async (context) => {
        const evaluated = await context.app.evaluate.retrieval(await request(flags, context));
        return publish(flags, context, evaluated, {
          page: retrievalPage,
          describe: (result) => [
            describeEvaluation(result),
            ...(result.slices ? [describeSlices(result.slices)] : []),
            describeCandidates(result),
          ],
        });
      }),
    );
}

function describeCandidates({ candidates }: Pick<RetrievalMeasures, "candidates">): string {
  const { captions, images, neighbours } = candidates;
  return `Candidates: ${captions} captions, ${images} images with one, ${neighbours} labelled neighbours.`;
}
