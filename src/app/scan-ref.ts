import { z } from "zod";

/** A scan file on this machine (command line), or one in the store (server). */
export type ScanRef =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stored"; readonly id: string; readonly view?: string | undefined };

/** One as it is kept. Stays in the home: no reply and no prompt holds it. */
export const ScanRefDocument = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("file"), path: z.string() }),
  z.object({ kind: z.literal("stored"), id: z.string(), view: z.string().optional() }),
]);
