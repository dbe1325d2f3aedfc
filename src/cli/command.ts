import { resolve } from "node:path";
import { debuglog } from "node:util";
import { Command, InvalidArgumentError, Option } from "commander";
import type { App } from "../app/contract.ts";
import type { ScanRef } from "../app/scan-ref.ts";
import { createApp } from "../app.ts";
import { loadConfig, noColor } from "../config/config.ts";
import { type Device, devices } from "../core/device.ts";
import { AppError } from "../core/errors.ts";
import type { RegionPx } from "../imaging/contract.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { createOutput, type Output } from "./output.ts";

const debug = debuglog("caselens");

/** What every command gets. */
export interface CommandContext {
  readonly app: App;
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface GlobalFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly home?: string;
  readonly library?: string;
  readonly encoder?: string;
  readonly device?: Device;
  readonly threads?: number;
}

/** A command with the options that all commands share. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--json", "print one JSON document, errors included")
    .option("--quiet", "no progress and no notes")
    .option("--home <dir>", "folder that holds the libraries (env CASELENS_HOME)")
    .option("--library <name>", "library to use (default: `default`, else the built-in `demo`)")
    .option("--encoder <id>", "embedding model (default: that of --library, where it is here; else mini)")
    .addOption(new Option("--device <device>", "where models run").choices(devices))
    .option("--threads <n>", "threads of one model run", positiveInteger);
}

/** The application that the flags ask for; nothing of it is opened before it is needed. */
export async function openApp(
  { home, library, encoder, device, threads }: GlobalFlags,
  { note }: Pick<Output, "note">,
): Promise<App> {
  return createApp(await loadConfig({ home, library, encoder, device, threads }), { notice: note });
}

/**
 * Runs a command's work with a wired application, prints its error if it has one, and sets the exit code.
 * @param work returns the exit code of a command that did its job
 */
export async function runCommand(
  flags: GlobalFlags,
  work: (context: CommandContext) => Promise<ExitCode>,
): Promise<void> {
  const colour = process.stdout.isTTY === true && !noColor();
  const { stdout, stderr } = process;
  const output = createOutput({ json: flags.json === true, quiet: flags.quiet === true, colour, stdout, stderr });
  const interrupt = new AbortController();
  const onInterrupt = () => {
    if (interrupt.signal.aborted) process.exit(exitCode.interrupted); // a second Ctrl-C does not wait
    interrupt.abort();
  };
  process.on("SIGINT", onInterrupt).on("SIGTERM", onInterrupt);
  try {
    await using app = await openApp(flags, output);
    process.exitCode = await work({ app, output, signal: interrupt.signal });
  } catch (error) {
    process.exitCode = interrupt.signal.aborted ? exitCode.interrupted : report(error, output);
    if (interrupt.signal.aborted)
      printError(output, { code: "INTERRUPTED", message: "Interrupted.", remedy: "Run the same command again." });
  } finally {
    process.off("SIGINT", onInterrupt).off("SIGTERM", onInterrupt);
  }
}

/** Prints an error the way `--json` or a person wants it, and gives its exit code. */
export function report(error: unknown, output: Output): ExitCode {
  debug("%O", error);
  if (error instanceof AppError) {
    printError(output, { code: error.code, message: error.message, remedy: error.remedy });
    return exitCodeOf(error);
  }
  const name = error instanceof Error ? error.name : "unknown";
  printError(output, {
    code: "INTERNAL",
    message: `Something failed that should not (${name}).`,
    remedy: "Run `caselens doctor`, and report this with its output; NODE_DEBUG=caselens prints where it happened.",
  });
  return exitCode.failed;
}

function printError(output: Output, error: { code: string; message: string; remedy: string }): void {
  if (output.json) output.result({ error }, () => "");
  else output.warn(`${output.style("red", "error")} ${error.message}\n${error.remedy} (${error.code})`);
}

/** LanceDB counts in 32 bits, and a search asks it for several times the results wanted. */
const greatestInteger = 1_000_000;

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > greatestInteger)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${greatestInteger.toLocaleString("en")}.`);
  return value;
}

/** Demonstrations for a language model: none, or as many as a context may hold. */
export function shotCount(text: string): number {
  const most = 16;
  if (!/^\d+$/.test(text) || Number(text) > most)
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${most}.`);
  return Number(text);
}

/** `X,Y,W,H` in pixels of the image. */
export function regionPx(text: string): RegionPx {
  const [xPx, yPx, widthPx, heightPx] = text.split(",").map(Number);
  if (!/^\s*\d+\s*(,\s*\d+\s*){3}$/.test(text)) {
    throw new InvalidArgumentError("It must be X,Y,W,H: four whole numbers of pixels.");
  }
  return { xPx, yPx, widthPx, heightPx };
}

/** A scan named on the command line. */
export function fileScan(path: string): ScanRef {
  return { kind: "file", path: resolve(path) }; // it is kept with the answer, and replayed from any folder
}
