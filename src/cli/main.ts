#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { noColor } from "../config/config.ts";
import { adaptCommand } from "./adapt.ts";
import { askCommand } from "./ask.ts";
import { calibrateCommand } from "./calibrate.ts";
import { classifyCommand } from "./classify.ts";
import { doctorCommand } from "./doctor.ts";
import { evalCommand } from "./eval.ts";
import { exitCode } from "./exit-code.ts";
import { explainCommand } from "./explain.ts";
import { ingestCommand } from "./ingest.ts";
import { inspectCommand } from "./inspect.ts";
import { libraryCommand } from "./library.ts";
import { locateCommand } from "./locate.ts";
import { modelsCommand } from "./models.ts";
import { createOutput } from "./output.ts";
import { reportCommand } from "./report.ts";
import { serveCommand } from "./serve.ts";
import { similarCommand } from "./similar.ts";
import { tourCommand } from "./tour.ts";
import { readVersion } from "./version.ts";

const program = new Command("caselens")
  .description("Ask about a medical image, subtype it from plain names, find similar cases in your own library.")
  .version(readVersion())
  .enablePositionalOptions() // `calibrate list --json`: the option is list's, not calibrate's
  .showHelpAfterError("(caselens <command> --help shows the options)")
  .addHelpText(
    "after",
    "\nResearch and education software, not a medical device. Nothing leaves this computer unless you configure a remote model.",
  );
for (const make of [
  askCommand,
  classifyCommand,
  locateCommand,
  adaptCommand,
  similarCommand,
  reportCommand,
  explainCommand,
  ingestCommand,
  libraryCommand,
  inspectCommand,
  modelsCommand,
  calibrateCommand,
  evalCommand,
  doctorCommand,
  serveCommand,
  tourCommand,
]) {
  program.addCommand(make());
}
const json = process.argv.includes("--json");
for (const each of withSubcommands(program))
  each.exitOverride().configureOutput({ outputError: (text, write) => json || write(text) });

// Who reads the output may have seen enough (`| head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCode.ok);
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  if (error.exitCode !== 0 && json) {
    const output = createOutput({
      json,
      quiet: false,
      colour: !noColor(),
      stdout: process.stdout,
      stderr: process.stderr,
    });
    const message = "The command line is not one that caselens knows.";
    output.result(
      { error: { code: "USAGE", message, remedy: "See caselens <command> --help.", detail: error.code } },
      () => "",
    );
  }
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
