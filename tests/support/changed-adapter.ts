import { z } from "zod";
import { sha256Hex } from "../../src/core/sha256.ts";

const Opened = z.looseObject({ checksum: z.string() });
type Content = Record<string, unknown>;

/** An adapter's file with other content and the checksum of that, as somebody who knows the format would write it. */
export function changedAdapter(text: string, change: (content: Content) => Content): string {
  const { checksum: _, ...content } = Opened.parse(JSON.parse(text));
  const changed = change(content);
  return JSON.stringify({ checksum: sha256Hex(JSON.stringify(changed)), ...changed });
}
