import { type Command, InvalidArgumentError } from "commander";
import type { CalibrateResult } from "../app/calibrate.ts";
import type { CalibrationFigure } from "../zeroshot/calibration/stored-calibration.ts";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { UsageError } from "./errors.ts";
import { type EvalFlags, request, wholeNumber } from "./eval-command.ts";
import { exitCode } from "./exit-code.ts";
import { figure } from "./figures-in-words.ts";
import { columns, type Output } from "./output.ts";

interface CalibrateFlags extends Omit<EvalFlags, "data"> {
  readonly data?: readonly string[];
  readonly labels?: string;
  readonly noneRate: number;
}

export function calibrateCommand(): Command {
  return command(
    "calibrate",
    'Fit on labelled images of yours how sure names are: a probability with "none of these", and sets of names that hold the true one.',
  )
    .enablePositionalOptions()
    .option("--data <dir...>", "folders as `ingest` reads: a manifest, a table, class folders")
    .option("--labels <names>", "class names as the data label them, separated by semicolons")
    .option("--prompts <file>", "prompt file, or the id of a shipped set")
    .option("--partition <name>", "only rows of this partition (manifest field `partition`)")
    .option("--none-rate <part>", "how often none of the names fits, where no row has another label", rate, 0.1)
    .option("--seed <n>", "seed of folds and intervals", wholeNumber, 0)
    .action((flags: CalibrateFlags) =>
      runCommand(flags, async (context) => {
        const { labels, noneRate, data } = flags;
        if (data === undefined) throw new UsageError("No data were named: --data DIR.");
        const asked = { ...(await request({ ...flags, data }, context)), labels: labels?.split(";"), noneRate };
        const result = await context.app.calibrations.calibrate(asked);
        context.output.result(result, () => describe(result, context.output));
        return exitCode.ok;
      }),
    )
    .addCommand(listCommand())
    .addCommand(deleteCommand());
}

function listCommand(): Command {
  return command("list", "The calibrations of this home.").action((flags: GlobalFlags) =>
    runCommand(flags, async ({ app, output }) => {
      const calibrations = await app.calibrations.list();
      const rows = calibrations.map((each) =>
        "damaged" in each
          ? [each.id, "cannot be read", "", "", ""]
          : [each.id, each.promptSet.id, each.data, `${each.n.own + each.n.none}`, each.offered ? "yes" : "no"],
      );
      output.result({ calibrations }, () =>
        rows.length === 0
          ? "None yet. Make one: caselens calibrate --data DIR --prompts FILE"
          : columns([["id", "prompts", "data", "images", "probabilities"], ...rows], [3]),
      );
      return exitCode.ok;
    }),
  );
}

function deleteCommand(): Command {
  return command("delete", "Take a calibration away: names then have shares alone, or what is shipped for them.")
    .argument("<id>", "as `calibrate list` shows it")
    .action((id: string, flags: GlobalFlags) =>
      runCommand(flags, async ({ app, output }) => {
        await app.calibrations.delete(id);
        output.result({ deleted: id }, () => `Deleted ${id}.`);
        return exitCode.ok;
      }),
    );
}

function describe(result: CalibrateResult, output: Output): string {
  const { n, noneFrom, promptSet, encoder, crossValidated, offered, predictionSet: set, seenLeftOut, failed } = result;
  const { brierBefore, brier, slopeBefore, slope } = crossValidated;
  const from = noneFrom === "otherLabels" ? "rows with another label" : "rows whose own name was taken away";
  return [
    `${promptSet.id} for ${encoder}: ${n.own} images of the classes and ${n.none} of none of these (${from}), ${n.cases} cases.`,
    ...(seenLeftOut > 0 ? [`${seenLeftOut} images that the encoder was trained on were left out.`] : []),
    ...(failed.length > 0 ? [`${failed.length} rows could not be read; --json lists them.`] : []),
    "",
    "Every image by a fit without its case:",
    columns(
      [
        ["", "before", "after"],
        ["Brier score (0 is best)", inWords(brierBefore), inWords(brier)],
        ["calibration slope (1 is right)", inWords(slopeBefore), inWords(slope)],
      ],
      [],
    ),
    "",
    `Sets of names at ${100 * set.level} %: held the true one for ${(100 * set.meanCoverage).toFixed(1)} % of images over 200 random halves, with ${set.meanSize.toFixed(2)} names.`,
    offered
      ? `\`classify\` now gives probabilities for these names. Kept as ${result.id}.`
      : `${output.style("yellow", "No probabilities:")} the interval of the slope does not hold 1, so chances would claim too much. More cases may help. The sets of names are kept as ${result.id}.`,
  ].join("\n");
}

function inWords(value: CalibrationFigure | null): string {
  return value === null ? "not defined" : `${figure(value.value)} [${figure(value.low)}, ${figure(value.high)}]`;
}

function rate(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError("It must be between 0 and 1.");
  return value;
}
