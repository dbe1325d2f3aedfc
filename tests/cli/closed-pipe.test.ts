import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { builtCli } from "../support/cli-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a reader that has seen enough ends the command quietly", async () => {
  const home = join(await temporaryFolder(), "home");
  const piped = 'set -o pipefail; "$0" "$@" | true';
  const command = [process.execPath, builtCli, "models", "show", "mini", "--home", home];
  // Rejects where the command's exit code is not 0.
  const { stderr } = await promisify(execFile)("bash", ["-c", piped, ...command]);
  expect(stderr).toBe("");
});
