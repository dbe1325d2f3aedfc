import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { root } from "./mini.ts";

/** The built command line. `npm test` builds it first. */
export const builtCli = join(root, "dist", "cli", "main.js");

export interface CliEnd {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRun {
  readonly child: ChildProcess;
  readonly ended: Promise<CliEnd>;
}

/** Starts the built CLI; it is killed with the test that started it. @param entry another build's main.js */
export function startCli(args: readonly string[], entry: string = builtCli): CliRun {
  if (!existsSync(entry)) throw new Error("The command line is not built: npm run build.");
  const child = spawn(process.execPath, [entry, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const text = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text.stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text.stderr += chunk;
  });
  const ended = new Promise<CliEnd>((resolve, reject) => {
    child.on("error", reject).on("close", (code, signal) => resolve({ code, signal, ...text }));
  });
  return { child, ended };
}

/** Runs the built CLI to its end. */
export function runCli(args: readonly string[], entry?: string): Promise<CliEnd> {
  return startCli(args, entry).ended;
}

const ErrorDocument = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string().min(1), remedy: z.string().min(1) }),
});

/** The code of the one JSON document by which a command under `--json` says that it failed. */
export function errorCode({ stdout }: CliEnd): string {
  return ErrorDocument.parse(JSON.parse(stdout)).error.code;
}
