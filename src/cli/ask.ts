import type { Command } from "commander";
import type { AskResult } from "../app/ask-scan.ts";
import type { AskRequest } from "../app/contract.ts";
import { RemoteNotConfirmedError } from "../app/conversation-errors.ts";
import type { CheckedAnswerSentence } from "../chat/contract.ts";
import { ChatModelError } from "../chat/errors.ts";
import type { RegionPx } from "../imaging/contract.ts";
import {
  type CommandContext,
  command,
  fileScan,
  type GlobalFlags,
  positiveInteger,
  regionPx,
  runCommand,
  shotCount,
} from "./command.ts";
import { confirm } from "./confirm.ts";
import { encoderLine } from "./encoder-line.ts";
import { evidenceInWords, marksInWords } from "./evidence-in-words.ts";
import { exitCode } from "./exit-code.ts";
import type { Output } from "./output.ts";

interface AskFlags extends GlobalFlags {
  readonly k: number;
  readonly region?: RegionPx;
  readonly llm?: string;
  readonly session?: string;
  readonly confirmRemote?: boolean;
  readonly shots?: number;
  readonly pin?: readonly string[];
  readonly ban?: readonly string[];
  readonly release?: readonly string[];
}

export function askCommand(): Command {
  return command("ask", "Ask a question about a scan.")
    .argument("<scan>", "image file")
    .argument("<question>", "in plain English")
    .option("-k, --k <n>", "similar cases to read", positiveInteger, 8)
    .option("--llm <name>", "let this configured language model answer (default: none)")
    .option("--shots <n>", "similar cases that a model with vision is shown as pictures (default: 4)", shotCount)
    .option("--session <id>", "go on with this conversation about the scan")
    .option("--confirm-remote", "agree that a remote model is sent this scan's evidence")
    .option("--pin <id>", "always read this pair in the conversation; repeatable", collected)
    .option("--ban <id>", "never read this pair's whole case again in the conversation; repeatable", collected)
    .option("--release <id>", "neither pin nor ban this pair any more; repeatable", collected)
    .option("--region <x,y,w,h>", "ask about this part of the scan, in its pixels", regionPx)
    .action((scan: string, question: string, flags: AskFlags) =>
      runCommand(flags, async (context) => {
        const { app, output } = context;
        const { k, region, llm, session, confirmRemote, shots, pin, ban, release } = flags;
        const marks = { pin, ban, release };
        const request = { scan: fileScan(scan), question, k, region, llm, session, confirmRemote, shots, ...marks };
        const live = !output.json && process.stdout.isTTY === true;
        const answer = await askConfirmed(request, live, context);
        const encoder = await encoderLine(app);
        output.result(answer, () =>
          [inWords(answer, live, output), ...encoder.map((line) => output.style("dim", line))].join("\n"),
        );
        return answer.abstained ? exitCode.nothingOrAbstained : exitCode.ok;
      }),
    );
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Asks, and at a terminal asks the user first where a remote model needs that. */
async function askConfirmed(request: AskRequest, live: boolean, context: CommandContext): Promise<AskResult> {
  try {
    return await stream(request, live, context);
  } catch (error) {
    if (!(error instanceof RemoteNotConfirmedError) || context.output.json || !process.stdin.isTTY) throw error;
    context.output.warn(error.message);
    if (!(await confirm(`Send it to ${error.host}?`, context.signal))) throw error;
    return askConfirmed({ ...request, confirmRemote: true }, live, context); // a judge elsewhere is asked about by itself
  }
}

/** Writes the answer to a terminal as it comes. */
async function stream(request: AskRequest, live: boolean, { app, output, signal }: CommandContext): Promise<AskResult> {
  const events = app.askStream(request, signal);
  try {
    for (;;) {
      const step = await events.next();
      if (step.done) return step.value;
      if (live && step.value.kind === "token") process.stdout.write(step.value.text);
    }
  } catch (error) {
    if (live && error instanceof ChatModelError && error.answerId !== null) process.stdout.write("\n");
    if (error instanceof ChatModelError && error.answerId !== null)
      output.note(`What it had said was kept: answer ${error.answerId}`);
    throw error;
  }
}

/** What the checks of a sentence found, where that is more than that its evidence says so and nothing of the image was measured. */
function checksInWords({ checks: { quoted, entailed, image } }: CheckedAnswerSentence, i: number): readonly string[] {
  const said = [
    ...(quoted === "does not stand" ? ["a quote does not stand in its evidence"] : []),
    ...(entailed.verdict === "yes"
      ? []
      : [entailed.verdict === "no" ? "its evidence does not say so" : "whether its evidence says so is unclear"]),
    ...(image.measured && image.verdict !== "unclear"
      ? [`this image speaks ${image.verdict} it (${image.measured.name} ${image.measured.share.toFixed(2)})`]
      : []),
  ];
  return said.length > 0 ? [`Check of sentence ${i + 1}: ${said.join("; ")}`] : [];
}

/** The answer for people; `live`: without what was already written. */
function inWords(answer: AskResult, live: boolean, output: Output): string {
  const cited = new Set(answer.citations.map(({ evidenceId }) => evidenceId));
  const evidence = answer.evidence.filter(({ id }) => cited.has(id)).map(evidenceInWords);
  const said = live ? [""] : answer.answer === answer.reason ? [] : [answer.answer];
  return [
    ...said,
    ...(answer.abstained ? [`${output.style("yellow", "Abstained:")} ${answer.reason}`] : []),
    ...answer.flags.map(({ message, sentence }) =>
      sentence === undefined
        ? output.style("dim", `Note: ${message}`)
        : output.style("yellow", `Sentence ${sentence + 1}: ${message}`),
    ),
    ...answer.sentences.flatMap(checksInWords).map((line) => output.style("dim", line)),
    ...(answer.suggestions ?? []).map(({ label, command }) => output.style("dim", `${label}: ${command}`)),
    ...marksInWords(answer.provenance).map((line) => output.style("dim", line)),
    ...(evidence.length > 0 ? ["", ...evidence.map((line) => output.style("dim", line))] : []),
    ...(output.quiet
      ? []
      : [output.style("dim", `Go on with --session ${answer.session}; caselens explain ${answer.id}`)]),
  ].join("\n");
}
