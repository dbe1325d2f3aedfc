import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../core/errors.ts";
import { writeWhole } from "../core/write-whole.ts";
import { ReportDamagedError } from "../report/errors.ts";
import { type ScanRef, ScanRefDocument } from "./scan-ref.ts";

/** Where the scans of stored reports were, beside each report: no export holds it. */
export interface ReportScans {
  add(report: string, scan: ScanRef): Promise<void>;
  /** Null for a report from before scans were kept. @throws {ReportDamagedError} */
  get(report: string): Promise<ScanRef | null>;
}

/** @param folder `<home>/reports` */
export function createReportScans(folder: string): ReportScans {
  const pathOf = (report: string) => join(folder, report, "scan.json");
  return {
    add: (report, scan) => writeWhole(pathOf(report), `${JSON.stringify(scan)}\n`),
    async get(report) {
      try {
        return ScanRefDocument.parse(JSON.parse(await readFile(pathOf(report), "utf8")));
      } catch (error) {
        if (isMissing(error)) return null;
        throw new ReportDamagedError({ cause: error });
      }
    },
  };
}
