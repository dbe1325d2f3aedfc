import { readFile } from "node:fs/promises";
import { sha256Hex } from "../core/sha256.ts";
import { ModelFileError } from "../inference/errors.ts";
import { cardFile, type LoadedCard } from "./card.ts";

/** The text of one of the card's files. @throws {ModelFileError} when it is missing or its checksum is another. */
export async function readModelText(loaded: LoadedCard, name: string): Promise<string> {
  const { path, sha256 } = cardFile(loaded, name);
  const bytes = await readFile(path).catch((cause) => {
    throw new ModelFileError(name, "missing", { cause });
  });
  if (sha256Hex(bytes) !== sha256) throw new ModelFileError(name, "checksum");
  return bytes.toString("utf8");
}
