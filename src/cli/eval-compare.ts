import { type Command, Option } from "commander";
import type { App } from "../app/contract.ts";
import { checkWritable } from "../app/write-result.ts";
import { type Comparison, compareResults } from "../evaluation/compare.ts";
import { type MetricName, metricNames } from "../evaluation/contract.ts";
import { comparisonPage, rankingPage } from "../evaluation/html/comparison-page.ts";
import { type Ranking, rankResults } from "../evaluation/ranking.ts";
import { readSavedResult, type SavedResult, savedResultOf } from "../evaluation/saved-result.ts";
import { type CommandContext, command, openApp, runCommand } from "./command.ts";
import { comparisonInWords, rankingInWords } from "./comparison-in-words.ts";
import { UsageError } from "./errors.ts";
import { type EvalFlags, htmlOption, publishPage, request, wholeNumber } from "./eval-command.ts";
import { exitCode } from "./exit-code.ts";

const tasks = ["zeroshot", "retrieval"] as const;

interface CompareFlags extends Omit<EvalFlags, "data"> {
  readonly data?: readonly string[];
  readonly encoders?: readonly string[];
  readonly task: (typeof tasks)[number];
  readonly metric?: MetricName;
}

export function compareCommand(): Command {
  return command("compare", "Two results of the same rows, paired by case; or several encoders on the same data.")
    .argument("[first]", "file that an evaluation wrote with --out")
    .argument("[second]", "another of the same data, prompts and protocol")
    .option("--encoders <ids>", "measure these models instead, ranked, each against the first: mini,plip", names)
    .option("--data <dir...>", "with --encoders: folders as `ingest` reads")
    .addOption(new Option("--task <task>", "with --encoders: what is measured").choices(tasks).default(tasks[0]))
    .option("--partition <name>", "with --encoders: only rows of this partition")
    .option("--prompts <file>", "with --encoders: prompt file, or the id of a shipped set")
    .addOption(new Option("--metric <name>", "with --encoders: what they are ranked by").choices(metricNames))
    .addOption(htmlOption())
    .option("--seed <n>", "seed of the bootstrap", wholeNumber, 0)
    .action((first: string | undefined, second: string | undefined, flags: CompareFlags) =>
      runCommand(flags, async (context) => {
        const { output } = context;
        const { encoders, data, seed, metric, html } = flags;
        if (html !== undefined) await checkWritable(html);
        if (encoders !== undefined) {
          if (first !== undefined) throw new UsageError("Both files and --encoders were given.");
          if (data === undefined) throw new UsageError("--encoders needs --data DIR.");
          if (encoders.length < 2 || new Set(encoders).size < encoders.length)
            throw new UsageError("--encoders takes two or more models, each once.");
          const ranking: Ranking = rankResults(await measureEach(encoders, { ...flags, data }, context), {
            seed,
            metric,
          });
          output.result(ranking, () => rankingInWords(ranking));
          await publishPage(flags, context, (createdAt) => rankingPage(ranking, createdAt));
          return exitCode.ok;
        }
        if (first === undefined || second === undefined) throw new UsageError("Two files, or --encoders, are needed.");
        const [one, two] = await Promise.all([first, second].map(readSavedResult));
        const comparison: Comparison = compareResults(one, two, { seed });
        output.result(comparison, () => comparisonInWords(comparison));
        await publishPage(flags, context, (createdAt) => comparisonPage(comparison, createdAt));
        return exitCode.ok;
      }),
    );
}

/** One model after the other, so that only one is in memory. */
async function measureEach(
  encoders: readonly string[],
  flags: CompareFlags & Pick<EvalFlags, "data">,
  context: CommandContext,
): Promise<readonly SavedResult[]> {
  const results: SavedResult[] = [];
  for (const encoder of encoders) {
    context.output.note(`Measuring ${encoder}.`);
    await using app: App = await openApp({ ...flags, encoder }, context.output);
    const asked = await request(flags, context);
    const { result, scored } =
      flags.task === "zeroshot"
        ? await app.evaluate.zeroShot({ ...asked, rowsWanted: true })
        : await app.evaluate.retrieval(asked);
    results.push(savedResultOf({ ...result, scored }));
  }
  return results;
}

function names(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
