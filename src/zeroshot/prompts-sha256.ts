import { sha256Hex } from "../core/sha256.ts";
import type { PromptSet } from "./contract.ts";

/** What a prompt set asks, as a hash: names, synonyms, negatives and templates in their order. What was measured with one set holds for this hash alone. */
export function promptsSha256({ templates, classes }: PromptSet): string {
  return sha256Hex(JSON.stringify([templates, classes.map(named)]));
}

function named({ name, synonyms, negatives }: PromptSet["classes"][number]): readonly unknown[] {
  return [name, synonyms, ...(negatives ? [negatives] : [])];
}
