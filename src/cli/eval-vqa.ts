import { type Command, Option } from "commander";
import { LibraryNotUsedError } from "../evaluation/errors.ts";
import { type ImageControl, imageControls } from "../evaluation/image-control.ts";
import { vqaProtocol } from "../evaluation/vqa.ts";
import { type VqaHeadMeasures, vqaHeadProtocol } from "../evaluation/vqa-head.ts";
import { runCommand } from "./command.ts";
import { type EvalFlags, evaluation, request } from "./eval-command.ts";
import { exitCode } from "./exit-code.ts";
import { describeEvaluation, figureRows } from "./figures-in-words.ts";
import { columns } from "./output.ts";

interface VqaFlags extends Omit<EvalFlags, "prompts"> {
  readonly images: ImageControl;
  readonly protocol: string;
}

export function vqaCommand(): Command {
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
        context.output.result(result, () => [describeEvaluation(result), ...twin, answered].join("\n\n"));
        return exitCode.ok;
      }),
    );
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
