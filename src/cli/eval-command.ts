import { type Command, InvalidArgumentError, Option } from "commander";
import type { EvaluateRequest } from "../app/evaluate-parts.ts";
import type { Evaluated } from "../app/evaluation-run.ts";
import { checkWritable, writeOwn, writeResult } from "../app/write-result.ts";
import type { EvaluationResult } from "../evaluation/contract.ts";
import { type Page, writePage } from "../evaluation/html/page.ts";
import { imageControls } from "../evaluation/image-control.ts";
import { type CommandContext, command, type GlobalFlags } from "./command.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { createProgressLine } from "./progress-line.ts";

/** What every evaluation is asked with. */
export interface EvalFlags extends GlobalFlags {
  readonly data: readonly string[];
  readonly map?: string;
  readonly partition?: string;
  readonly prompts?: string;
  readonly seed: number;
  readonly slice?: string;
  readonly out?: string;
  readonly html?: string;
}

/**
 * An evaluation's command.
 * @param protocols one is what it is; of several, what else is asked decides
 */
export function evaluation(name: string, description: string, ...protocols: readonly [string, ...string[]]): Command {
  const how = protocols.length > 1 ? "how it is measured (default: what is asked decides)" : "how it is measured";
  const protocol = new Option("--protocol <id>", how).choices(protocols);
  return command(name, description)
    .requiredOption("--data <dir...>", "folders as `ingest` reads: a manifest, a table, class folders")
    .option("--map <file>", 'JSON file that names a table\'s columns, as {"file": "path", "case": "subject_id"}')
    .option("--partition <name>", "only rows of this partition (manifest field `partition`)")
    .option("--seed <n>", "seed of the bootstrap", wholeNumber, 0)
    .addOption(protocols.length > 1 ? protocol : protocol.default(protocols[0]));
}

/** An evaluation whose rows are kept: it can be written to a file, and as a page. */
export function publishedEvaluation(...named: Parameters<typeof evaluation>): Command {
  return evaluation(...named)
    .option("--out <file>", "also write the result with every row's scores, for `eval compare`")
    .addOption(htmlOption());
}

export function sliceOption(): Option {
  return new Option(
    "--slice <field>",
    "also measure apart, by a manifest field: sex, age (bands of 20 years), view, source",
  );
}

/** @param what the verb of what is done with the images */
export function imagesOption(what: string): Option {
  const help = `${what} each row's own image, a blank one, or another row's`;
  return new Option("--images <which>", help).choices(imageControls).default("own");
}

export function htmlOption(): Option {
  return new Option("--html <file>", "also write a page to read and print: one file, nothing loaded");
}

/** How a result is told to people: on the terminal, and as a page. */
export interface Telling<Result> {
  readonly describe: (result: Result) => readonly string[];
  readonly page: (result: Result, createdAt: string) => Page | Promise<Page>;
}

/** Writes the page that was asked for. */
export async function publishPage(
  { html }: Pick<EvalFlags, "html">,
  { output }: CommandContext,
  page: (createdAt: string) => Page | Promise<Page>,
): Promise<void> {
  if (html === undefined) return;
  await writeOwn(html, writePage(await page(new Date().toISOString())));
  output.note(`Written to ${html}.`);
}

/** Writes the files that were asked for, and prints the result. */
export async function publish<Result extends EvaluationResult>(
  flags: EvalFlags,
  context: CommandContext,
  evaluated: Evaluated<Result>,
  { describe, page }: Telling<Result>,
): Promise<ExitCode> {
  const { out } = flags;
  const { result, scored } = evaluated;
  if (out !== undefined) await writeResult(out, { result, scored });
  context.output.result(result, () => describe(result).join("\n\n"));
  if (out !== undefined) context.output.note(`Written to ${out}.`);
  await publishPage(flags, context, (createdAt) => page(result, createdAt));
  return exitCode.ok;
}

/** An evaluation's request, which tells its progress. @throws {ResultUnwritableError} where its files could not be written, before any work */
export async function request(flags: EvalFlags, { output, signal }: CommandContext): Promise<EvaluateRequest> {
  for (const path of [flags.out, flags.html]) if (path !== undefined) await checkWritable(path);
  const progress = createProgressLine(output, () => performance.now());
  const { data, map, partition, seed, prompts, slice } = flags;
  const onProgress: EvaluateRequest["onProgress"] = (now) => {
    progress.show(now);
    if (now.done === now.total) progress.end();
  };
  return { data, map, partition, seed, prompts, slice, signal, onProgress };
}

/** An option's value that must be a whole number of at most nine digits. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
