import { sha256Hex } from "../core/sha256.ts";

/** A tag's name that no text can hold: from an unguessable id. */
export function fenceOf(id: string): string {
  return `evidence-${sha256Hex(id).slice(0, 24)}`;
}
