import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../core/write-whole.ts";
import { type ScanRef, ScanRefDocument } from "./scan-ref.ts";

/** Where the scans of stored reports were, beside each report: no export holds it. */
export interface ReportScans {
  add(report: string, scan: ScanRef): Promise<void>;
  /** Null where it was not kept. */
  get(report: string): Promise<ScanRef | null>;
}

/** @param folder `<home>/reports` */
export function createReportScans(folder: string): ReportScans {
  const pathOf = (report: string) => join(folder, report, "scan.json");
  return {
    add: (report, scan) => writeWhole(pathOf(report), `${JSON.stringify(scan)}\n`),
    async get(report) {
      const text = await readFile(pathOf(report), "utf8").catch(() => "null");
      return ScanRefDocument.nullable().parse(JSON.parse(text));
    },
  };
}
