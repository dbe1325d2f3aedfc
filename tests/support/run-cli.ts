import { expect } from "vitest";
import type { z } from "zod";
import { type CliEnd, runCli } from "./cli-process.ts";

/** Runs the built command line with a home of its own. */
export type Cli = (...args: readonly string[]) => Promise<CliEnd>;

export function cliAt(home: string): Cli {
  return (...args) => runCli([...args, "--home", home]);
}

/** The one JSON document on stdout, which fits the schema; beside it stderr holds no JSON, and the exit code is the one expected. */
export function readDocument<S extends z.ZodType>(end: CliEnd, schema: S, code: number): z.output<S> {
  expect({ code: end.code, stdout: end.stdout.slice(0, 2_000) }).toMatchObject({ code });
  expect(end.stderr).not.toMatch(/^[ \t]*[{[]/m);
  return schema.parse(JSON.parse(end.stdout));
}
