import { join } from "node:path";
import type { Command } from "commander";
import { askCommand } from "./ask.ts";
import { classifyCommand } from "./classify.ts";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { similarCommand } from "./similar.ts";

/** What the tour runs on its sample, each as it would be typed. */
const stops = [
  { say: "What is this?", make: askCommand, words: ["ask", "SCAN", "What kind of image is this?"] },
  {
    say: "Which of these names fits?",
    make: classifyCommand,
    words: ["classify", "SCAN", "--labels", "normal retina; diabetic retinopathy; glaucoma"],
  },
  {
    say: "And names that do not fit this kind of image:",
    make: classifyCommand,
    words: ["classify", "SCAN", "--labels", "lung adenocarcinoma; colon adenocarcinoma"],
  },
  {
    say: "Which cases of the library are similar?",
    make: similarCommand,
    words: ["similar", "SCAN", "--library", "demo", "-k", "4"],
  },
  {
    say: "And a question that no score answers:",
    make: askCommand,
    words: ["ask", "SCAN", "Where is the optic disc?", "--library", "demo"],
  },
];

export function tourCommand(): Command {
  return command("tour", "Index the samples, then ask, classify and search on one of them.").action(
    (flags: GlobalFlags) =>
      runCommand({ ...flags, library: "demo" }, async ({ app, output }) => {
        const sample = join(app.samples, "images", "retina.jpg");
        const demo = await app.libraries.info("demo").catch(() => null);
        output.warn(output.style("dim", `Weights: ${await app.models.licence()}`));
        output.warn(`Library demo: ${(demo ?? (await app.libraries.info())).pairs} pairs from samples/`);
        for (const { say, make, words } of stops) {
          const args = words.map((word) => (word === "SCAN" ? sample : word));
          output.warn(
            `\n${output.style("bold", say)}\n$ caselens ${words.map((word) => (word === "SCAN" ? "samples/images/retina.jpg" : quoted(word))).join(" ")}`,
          );
          await make().parseAsync([...args.slice(1), ...(flags.home ? ["--home", flags.home] : [])], { from: "user" });
        }
        return exitCode.ok;
      }),
  );
}

function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `"${word}"`;
}
