import type { App } from "../app/contract.ts";
import type { ScanRef } from "../app/scan-ref.ts";
import { ScanNotFoundError } from "../imaging/errors.ts";

/** The scan that a body names. @throws {ScanNotFoundError} also for a view that it does not have */
export async function storedScan(
  { scans }: Pick<App, "scans">,
  { scan, view }: { readonly scan: string; readonly view?: string | undefined },
): Promise<ScanRef> {
  const { id, views } = await scans.get(scan);
  if (view !== undefined && !views.some((each) => each.id === view)) throw new ScanNotFoundError("view");
  return { kind: "stored", id, view };
}
