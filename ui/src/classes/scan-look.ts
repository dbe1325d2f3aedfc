import { inspectScan } from "../api/scans.ts";
import { keep } from "../shell/loaded.ts";
import { remembered } from "../shell/remembered.ts";

const memory = remembered("kinds");
/** Scans whose kind a browser remembers. */
const mostRemembered = 200;
const seen = readMemory();

/** What a scan looks like, before anything is asked of it. */
export interface ScanLook {
  /** The kind of image, by the encoder's gate; null where it is of none that the encoder knows. */
  readonly kind: string | null;
  /** Ids of the prompt sets made for such an image, trained ones first. */
  readonly promptSets: readonly string[];
}

/** By scan id. */
export const scanLook = keep<ScanLook>(async (scan) => {
  const { kind: gate, familiarity, promptSets } = await inspectScan(scan);
  const kind = familiarity?.familiar ? (gate?.kind ?? null) : null;
  if ((seen.get(scan) ?? null) !== kind) {
    if (kind === null) seen.delete(scan);
    else seen.set(scan, kind);
    memory.set(JSON.stringify([...seen].slice(-mostRemembered)));
  }
  return { kind, promptSets };
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
