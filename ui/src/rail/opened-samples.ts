import type { StoredScan } from "../../../src/app/contract.ts";
import { openSample } from "../api/scans.ts";
import { remembered } from "../shell/remembered.ts";
import { all, scanById, scans } from "../shell/server-data.ts";
import { createStore } from "../shell/store.ts";

const memory = remembered("samples");

/** Scan ids of the samples that were opened, by sample id. */
export const openedSamples = createStore<Readonly<Record<string, string>>>(readMemory());

function readMemory(): Readonly<Record<string, string>> {
  try {
    const stored: Record<string, string> = JSON.parse(memory.get() ?? "{}");
    return stored;
  } catch {
    return {};
  }
}

/** Forgets samples whose scans are no longer in the store: another home, or deleted. */
export function forgetLostSamples(stored: readonly StoredScan[]): void {
  const there = new Set(stored.map(({ id }) => id));
  const known = Object.entries(openedSamples.get());
  const left = known.filter(([, scan]) => there.has(scan));
  if (left.length < known.length) openedSamples.set(Object.fromEntries(left));
}

/** Makes a sample a scan, once; the same bytes are the same scan. */
export async function openSampleScan(sample: string): Promise<StoredScan> {
  const scan = await openSample(sample);
  scanById.set(scan.id, scan);
  await scans.load(all);
  openedSamples.update((known) => ({ ...known, [sample]: scan.id }));
  memory.set(JSON.stringify(openedSamples.get()));
  return scan;
}
