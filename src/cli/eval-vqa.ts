import type { Command } from "commander";
import type { Figure } from "../evaluation/contract.ts";
import { LibraryNotUsedError } from "../evaluation/errors.ts";
import { vqaPage } from "../evaluation/html/vqa-page.ts";
import type { ImageControl } from "../evaluation/image-control.ts";
import { type VqaMeasures, vqaProtocol } from "../evaluation/vqa.ts";
import { type VqaHeadMeasures, vqaHeadProtocol } from "../evaluation/vqa-head.ts";
import { runCommand } from "./command.ts";
import { type EvalFlags, imagesOption, publish, publishedEvaluation, request } from "./eval-command.ts";
import { describeEvaluation, figure, figureRows, interval } from "./figures-in-words.ts";
import { columns } from "./output.ts";

interface VqaFlags extends Omit<EvalFlags, "prompts"> {
  readonly images: ImageControl;
  readonly protocol?: string;
  readonly rephrased?: boolean;
}

export function vqaCommand(): Command {
  return publishedEvaluation(
    "vqa",
    "Questions of vqa.jsonl against their answers: as `ask` answers without a language model (vqa-1), or the question head and its twin alone, every question answered (vqa-head-1).",
    vqaProtocol,
    vqaHeadProtocol,
  )
    .addOption(imagesOption("ask about"))
    .option("--rephrased", "ask closed questions in other words too, and count how often the bare answer stays (vqa-1)")
    .action((flags: VqaFlags) =>
      runCommand(flags, async (context) => {
        const { library, images, protocol = vqaProtocol, rephrased } = flags;
        const { evaluate } = context.app;
        const asked = { ...(await request(flags, context)), images };
        const ofHead = protocol === vqaHeadProtocol;
        if (ofHead && library !== undefined) throw new LibraryNotUsedError(protocol);
        if (ofHead) {
          const evaluated = await evaluate.vqaHead(asked);
          return publish(flags, context, evaluated, {
            page: vqaPage,
            describe: (result) => [describeEvaluation(result), describeTwin(result), describeAnswered(result)],
          });
        }
        const evaluated = await evaluate.vqa({ ...asked, library, rephrased });
        return publish(flags, context, evaluated, {
          page: vqaPage,
          describe: (result) => [describeEvaluation(result), describeAnswered(result), ...describeRephrasing(result)],
        });
      }),
    );
}

function describeAnswered({
  closed,
  open,
  images,
}: Pick<VqaMeasures, "closed" | "open"> & { readonly images: ImageControl }): string {
  const right = closed.accuracyWhenAnswered;
  const accuracy = right ? `; of those answered ${withInterval(right)} were right` : "";
  return `Answered: ${closed.answered} of ${closed.n} closed questions${accuracy}, ${open.answered} of ${open.n} open ones; images: ${images}.`;
}

function describeRephrasing({ rephrasing }: Pick<VqaMeasures, "rephrasing">): readonly string[] {
  if (!rephrasing?.agree) return [];
  const { n, agree, whenAnswered } = rephrasing;
  const answered = whenAnswered.agree
    ? `; of the questions that were answered ${withInterval(whenAnswered.agree)} of ${whenAnswered.n}`
    : "";
  return [
    `In other words: ${withInterval(agree)} of ${n} wordings are answered alike, abstentions included${answered}.`,
  ];
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

function withInterval(found: Figure): string {
  return `${figure(found.value)} ${interval(found)}`;
}
