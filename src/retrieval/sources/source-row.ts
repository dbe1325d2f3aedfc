import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { cleanText, maxTextCharacters } from "../../core/clean-text.ts";
import type { PairFacts, SourceRow } from "../contract.ts";
import { leaves, type SourceFolder } from "./source-folder.ts";

/** What a source says of one image, as it stands there. */
export interface RawRow {
  /** Path of the image, relative to the source's folder. */
  readonly file: string;
  readonly facts: Readonly<Record<keyof PairFacts, unknown>>;
  /** All its fields. @default the facts */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A label, a modality, a source: a phrase. */
const maxPhraseCharacters = 300;

/** A row with clean texts and a path inside its folder, or why it cannot be taken. */
export async function toSourceRow({ file, facts, fields = facts }: RawRow, folder: SourceFolder): Promise<SourceRow> {
  const source = `${folder.prefix}/${cleanText(file).text.replaceAll("\n", " ").slice(0, 500)}`;
  const path = resolve(folder.path, file);
  if (file.includes("\0") || leaves(folder.path, path))
    return bad(source, "OUTSIDE_SOURCE", "The path leads out of the source's folder.");
  const real = await realpath(path).catch(() => null);
  if (real === null) return bad(source, "IMAGE_MISSING", "There is no image file at the path.");
  if (leaves(folder.realPath, real))
    return bad(source, "OUTSIDE_SOURCE", "The path leads out of the source's folder through a link.");
  if (!(await stat(real).catch(() => null))?.isFile())
    return bad(source, "IMAGE_MISSING", "What stands at the path is not a file.");

  let strippedCharacters = 0;
  const clean = (value: unknown): string | null => {
    if (typeof value !== "string" && typeof value !== "number") return null;
    const { text, stripped } = cleanText(String(value));
    strippedCharacters += stripped;
    return text === "" ? null : text;
  };
  const cleaned: PairFacts = {
    caption: clean(facts.caption),
    label: clean(facts.label),
    modality: clean(facts.modality),
    anatomy: clean(facts.anatomy),
    source: clean(facts.source) ?? folder.name,
    licence: clean(facts.licence),
    case: clean(facts.case),
    partition: clean(facts.partition),
  };
  const { caption, licence, ...phrases } = cleaned;
  const longest = Math.max(caption?.length ?? 0, licence?.length ?? 0);
  if (longest > maxTextCharacters)
    return bad(source, "TEXT_TOO_LONG", `The text has ${longest} characters; the limit is ${maxTextCharacters}.`);
  const phrase = Math.max(...Object.values(phrases).map((value) => value?.length ?? 0));
  if (phrase > maxPhraseCharacters)
    return bad(
      source,
      "TEXT_TOO_LONG",
      `A label or name has ${phrase} characters; the limit is ${maxPhraseCharacters}.`,
    );
  return { kind: "pair", source, imagePath: path, facts: cleaned, fields, strippedCharacters };
}

export function bad(source: string, code: string, reason: string): SourceRow {
  return { kind: "bad", source, code, reason };
}
