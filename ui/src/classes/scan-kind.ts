import { classify } from "../api/questions.ts";
import { keep } from "../shell/loaded.ts";
import { remembered } from "../shell/remembered.ts";

const memory = remembered("kinds");
/** Scans whose kind a browser remembers. */
const mostRemembered = 200;
const seen = readMemory();

/** The kind of image a scan is, by the encoder's gate; null where it is of none that the encoder knows. By scan id. */
export const scanKind = keep<string | null>(async (scan) => {
  const { provenance, abstained } = await classify({ scan, view: "v1", promptSet: "modality", multi: false });
  const kind = abstained ? null : (provenance.imageKind?.kind ?? null);
  if ((seen.get(scan) ?? null) !== kind) {
    if (kind === null) seen.delete(scan);
    else seen.set(scan, kind);
    memory.set(JSON.stringify([...seen].slice(-mostRemembered)));
  }
  return kind;
});

/** The kind of a scan that was looked at before, so that a list names it without asking; null where it was not. */
export function knownKind(scan: string): string | null {
  return seen.get(scan) ?? null;
}

function readMemory(): Map<string, string> {
  try {
    return new Map<string, string>(JSON.parse(memory.get() ?? "[]"));
  } catch {
    return new Map();
  }
}
