import { readFile } from "node:fs/promises";
import { z } from "zod";
import { sha256Hex } from "../core/sha256.ts";

const Terms = z.array(z.string().regex(/^[a-z0-9'/-]+( [a-z0-9'/-]+)*$/));

/** Something that is asked of this program and that it cannot answer. */
const Topic = z.strictObject({
  topic: z.string(),
  /** The whole of what was asked. */
  whole: Terms,
  /** Any of these stands in it, */
  phrases: Terms,
  /** or one of these beside one of those. */
  words: Terms,
  with: Terms,
  /** What is read over: "treatment effect" asks of the image. */
  not: Terms,
  reason: z.string(),
  help: z.string(),
});

/** The words by which it is told what is asked for: prompts/chat/routes.json. */
const RouteWords = z.strictObject({
  id: z.string(),
  version: z.int(),
  source: z.string(),
  polite: Terms,
  politeEnd: Terms,
  explain: Terms,
  compare: z.strictObject({ starts: Terms, with: Terms, this: Terms, prior: Terms, nearest: Terms, other: Terms }),
  draft: z.strictObject({ verbs: Terms, objects: Terms, whole: Terms, not: Terms }),
  similar: z.strictObject({ starts: Terms, nouns: Terms, like: Terms, whole: Terms, not: Terms, about: Terms }),
  classify: z.strictObject({ starts: Terms, before: Terms, this: Terms, articles: Terms }),
  outOfScope: z.array(Topic),
});

/** The file's words, and the hash of its text. */
export type RouteWords = z.output<typeof RouteWords> & { readonly sha256: string };
export type OutOfScope = z.output<typeof Topic>;

/** @throws {z.ZodError} when the shipped file is not what the program expects */
export async function readRouteWords(path: string): Promise<RouteWords> {
  const text = await readFile(path, "utf8");
  return { ...RouteWords.parse(JSON.parse(text)), sha256: sha256Hex(text) };
}
