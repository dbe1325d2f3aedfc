import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256Hex } from "../../src/core/sha256.ts";
import { miniFolder, root } from "./mini.ts";

/** A model folder of which every file is a link to the embedded encoder's, until it is replaced. */
export interface ModelCopy {
  readonly folder: string;
  /** Replaces a file. */
  change(name: string, edit: (bytes: Buffer) => Uint8Array | string): Promise<void>;
  remove(name: string): Promise<void>;
}

export function copyModel(folder: string): ModelCopy {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(miniFolder)) symlinkSync(join(miniFolder, name), join(folder, name));
  const remove = (name: string) => rm(join(folder, name));
  return {
    folder,
    remove,
    async change(name, edit) {
      const edited = edit(await readFile(join(folder, name)));
      await remove(name);
      await writeFile(join(folder, name), edited);
    },
  };
}

/** The same bytes but for one bit in the middle. */
export function flipBit(bytes: Buffer): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  flipped[flipped.length >> 1] ^= 1;
  return flipped;
}

/** An edit of a JSON file's text. */
export function editJson(edit: (value: Record<string, unknown>) => void): (bytes: Buffer) => string {
  return (bytes) => {
    const value = z.record(z.string(), z.unknown()).parse(JSON.parse(bytes.toString("utf8")));
    edit(value);
    return JSON.stringify(value);
  };
}

const RevisionFields = z.object({
  files: z.record(z.string(), z.object({ sha256: z.string() })),
  image: z.unknown(),
  text: z.unknown(),
});

/** The revision that a card's contents give, by the rule of the model folder's README.md. */
export function revisionByReadme(card: Record<string, unknown>): string {
  const { files, image, text } = RevisionFields.parse(card);
  const lines = Object.keys(files)
    .sort()
    .map((name) => `${name}:${files[name].sha256}\n`);
  return sha256Hex(lines.join("") + JSON.stringify(image) + JSON.stringify(text)).slice(0, 8);
}

export interface PackageCopy {
  /** Its main.js. */
  readonly entry: string;
  readonly model: ModelCopy;
}

/** A copy of the built package with a model folder of its own; everything else is linked. */
export async function copyPackage(folder: string): Promise<PackageCopy> {
  cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
  for (const name of ["node_modules", "prompts", "samples"]) symlinkSync(join(root, name), join(folder, name));
  const model = copyModel(join(folder, "models", "mini"));
  for (const name of ["cards", "vocabularies"]) symlinkSync(join(root, "models", name), join(folder, "models", name));
  await copyFile(join(root, "package.json"), join(folder, "package.json"));
  await copyFile(join(root, "models", "verified.json"), join(folder, "models", "verified.json"));
  return { entry: join(folder, "dist", "cli", "main.js"), model };
}
