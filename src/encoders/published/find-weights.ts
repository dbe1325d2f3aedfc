import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileFault } from "../../core/file-fault.ts";

import type { PublishedCard } from "./card.ts";
import { ImportSourceError } from "./errors.ts";
import { holdsGraphs } from "./onnx-folder.ts";
import { shownFile } from "./shown-file.ts";
import { demandNoLoneShards } from "./weight-shards.ts";

/** What publishers call their weights. */
const weightNames = [
  "model.safetensors",
  "open_clip_model.safetensors",
  "open_clip_pytorch_model.bin",
  "pytorch_model.bin",
  "model.safetensors.index.json",
  "pytorch_model.bin.index.json",
];
const anyWeights = /\.(safetensors|bin|pth?|ckpt|onnx)$/i;
/** Names that an error lists. */
const listed = 5;

/** Where weights are in a folder: a file (of a model in two files, its folder counts), or exported graphs in `onnx/` below it. */
export type FoundWeights =
  | { readonly kind: "file"; readonly path: string; readonly folder: string }
  | { readonly kind: "onnx"; readonly folder: string };

/**
 * Looks for the card's file, then for names that publishers use, then for exported graphs; in a folder of the hub's cache, which keeps
 * a folder for each revision, in the one that is current there.
 * Source of the cache's layout: huggingface/huggingface_hub, `docs/source/en/guides/manage-cache.md`.
 * @throws {ImportSourceError} which names the weights that are there under other names
 */
export async function findWeights(given: string, card: PublishedCard): Promise<FoundWeights> {
  const { weights, textWeights } = card;
  const folder = (await snapshotOf(given, card)) ?? given;
  const names = await namesIn(folder);
  const own = [weights.name, basename(weights.name)];
  for (const name of textWeights ? own : [...own, ...weightNames]) {
    const path = join(folder, name);
    if ((await fileFault(path)) !== "missing") return { kind: "file", path, folder };
  }
  if (await holdsGraphs(folder)) return { kind: "onnx", folder };
  if (textWeights) return { kind: "file", path: join(folder, basename(weights.name)), folder }; // told apart where both are looked for
  demandNoLoneShards(names);
  const others = names.filter((name) => anyWeights.test(name));
  const found = others.slice(0, listed).map(shownFile).join(", ");
  throw new ImportSourceError(
    others.length === 0
      ? "is a folder without weights"
      : `holds weights under names that are not known: ${found}${others.length > listed ? ` and ${others.length - listed} more` : ""}`,
    others.length === 0
      ? `Give the folder that holds ${basename(weights.name)}, or the file itself.`
      : `Give the file itself: \`caselens models import FILE --card ID\`; the card expects ${basename(weights.name)}.`,
  );
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ImportSourceError("is a folder that cannot be read", "Give one that you may read, or the file itself.", {
      cause,
    });
  });
  return names.sort();
}

/** The revision's folder of a folder of the hub's cache; null for any other folder. */
async function snapshotOf(folder: string, { source }: PublishedCard): Promise<string | null> {
  const snapshots = join(folder, "snapshots");
  const revisions: readonly string[] = await readdir(snapshots).catch(() => []);
  if (revisions.length === 0) return null;
  const current = await readFile(join(folder, "refs", "main"), "utf8").catch(() => "");
  const wanted = [source.kind === "hub" ? source.revision : null, current.trim()];
  const revision = revisions.length === 1 ? revisions[0] : wanted.find((each) => each && revisions.includes(each));
  if (revision) return join(snapshots, revision);
  throw new ImportSourceError(
    `is a folder of the hub's cache with ${revisions.length} revisions`,
    "Give the folder of one of them: snapshots/REVISION.",
  );
}
