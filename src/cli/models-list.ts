import type { Command } from "commander";
import type { ModelSummary } from "../app/model-summaries.ts";
import { command, type GlobalFlags, runCommand } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { columns, oneLine } from "./output.ts";

/** Characters of a line: what a terminal beside a browser has. */
const lineWidth = 120;
const licenceWidth = 22;
const none = "–";

export function modelsListCommand(): Command {
  return command("list", "Models that are here, and those that can be imported, with what is proven of each.").action(
    (flags: GlobalFlags) =>
      runCommand(flags, async ({ app, output }) => {
        const models = await app.models.list();
        output.result({ models }, () => table(models));
        output.note("A model's own page, its licence and all that was seen of it: caselens models show ID");
        return exitCode.ok;
      }),
  );
}

/** Lines of at most 120 characters: what was seen takes what is left. */
function table(models: readonly ModelSummary[]): string {
  const head = ["name", "state", "revision", "text", "dim", "level", "licence"];
  const rows = models.map(({ name, state, encoder, dimensions, hasText, level, licence }) => [
    name,
    state,
    encoder?.split("@")[1] ?? none,
    hasText === null ? none : hasText ? "yes" : "no",
    dimensions === null ? none : `${dimensions}`,
    `${level}`,
    oneLine(licence, licenceWidth),
  ]);
  const used = columns([head, ...rows]).split("\n");
  const left = Math.max(12, lineWidth - 2 - Math.max(...used.map(({ length }) => length)));
  const seen = models.map((model) => oneLine(seenInShort(model), left));
  return columns([[...head, "seen"], ...rows.map((row, i) => [...row, seen[i]])], [4, 5]);
}

function seenInShort({ seen, quantized }: ModelSummary): string {
  if (quantized === null) return seen;
  const of = quantized.of.split("@")[0];
  return quantized.cosine === null ? `8 bits of ${of}` : `cosine ${quantized.cosine.mean.toFixed(4)} to ${of}`;
}
