import { classify } from "../api/questions.ts";
import { keep } from "../shell/loaded.ts";
import { remembered } from "../shell/remembered.ts";

const memory = remembered("kinds");
/** Scans whose kind a browser remembers. */
const mostRemembered = 200;
const seen = new Map<string, string>(readMemory());

/** The kind of image a scan is, by the encoder's gate; null where it is of none that the encoder knows. By scan id. */
export const scanKind = keep<string | null>(async (scan) => {
  const { provenance, abstained } = await classify({ scan, view: "v1", promptSet: "modality", multi: false });
  const kind = abstained ? null : (provenance.imageKind?.kind ?? null);
  if (kind !== null && seen.get(scan) !== kind) {
    seen.set(scan, kind);
    memory.set(JSON.stringify([...seen].slice(-mostRemembered)));
  }
  return kind;
});

/** The kind of a scan that was looked at before, so that a list names it without asking; null where it was not. */
export function knownKind(scan: string): string | null {
  return seen.get(scan) ?? null;
}

function readMemory(): readonly (readonly [string, string])[] {
  try {
    const stored: readonly (readonly [string, string])[] = JSON.parse(memory.get() ?? "[]");
    return stored;
  } catch {
    return [];
  }
}
