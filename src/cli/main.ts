#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { z } from "zod";
import { noColor } from "../config/config.ts";
import { askCommand } from "./ask.ts";
import { classifyCommand } from "./classify.ts";
import { doctorCommand } from "./doctor.ts";
import { exitCode } from "./exit-code.ts";
import { ingestCommand } from "./ingest.ts";
import { inspectCommand } from "./inspect.ts";
import { libraryCommand } from "./library.ts";
import { modelsCommand } from "./models.ts";
import { createOutput } from "./output.ts";
import { similarCommand } from "./similar.ts";
import { tourCommand } from "./tour.ts";

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")));

const program = new Command("caselens")
  .description("Ask about a medical image, subtype it from plain names, find similar cases in your own library.")
  .version(version)
  .showHelpAfterError("(caselens <command> --help shows the options)")
  .addHelpText("after", "\nResearch and education software, not a medical device. Nothing leaves this computer.");
for (const make of [
  askCommand,
  classifyCommand,
  similarCommand,
  ingestCommand,
  libraryCommand,
  inspectCommand,
  modelsCommand,
  doctorCommand,
  tourCommand,
]) {
  program.addCommand(make());
}
const json = process.argv.includes("--json");
for (const each of withSubcommands(program))
  each.exitOverride().configureOutput({ outputError: (text, write) => json || write(text) });

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
