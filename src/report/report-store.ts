import { access, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DiskFullError, isDiskFull, isMissing } from "../core/errors.ts";
import { once } from "../core/once.ts";
import { removeLeftovers, stagingName } from "../core/staging.ts";
import { writeWhole } from "../core/write-whole.ts";
import type { Report, ReportPictures } from "./contract.ts";
import { ReportDamagedError, ReportUnknownError, ReportVersionUnknownError } from "./errors.ts";
import { parseReport } from "./report-schema.ts";

/**
 * The stored reports of a home, one folder each: `report.json`, every version as `report.v1.json` …, and the pictures, so that an
 * export needs neither the scan nor the library.
 */
export interface ReportStore {
  /** Keeps a new report whole or not at all. @throws {DiskFullError} */
  add(report: Report, pictures: ReportPictures): Promise<void>;
  /** Keeps the next version, or this one with its confirmation. @throws {DiskFullError} */
  replace(report: Report): Promise<void>;
  /** Every version that can be read, oldest first. @throws {ReportUnknownError} */
  versions(id: string): Promise<readonly Report[]>;
  /** @throws {ReportUnknownError | ReportVersionUnknownError | ReportDamagedError} */
  version(id: string, version: number): Promise<Report>;
  /** Newest first; damaged ones are left out. */
  list(): Promise<readonly Report[]>;
  /** @throws {ReportUnknownError | ReportDamagedError} */
  get(id: string): Promise<Report>;
  /** @throws {ReportUnknownError | ReportDamagedError} */
  pictures(id: string): Promise<ReportPictures>;
  /** Deletes a report, damaged or not, with its versions and pictures: at once gone for everybody. @throws {ReportUnknownError} */
  delete(id: string): Promise<void>;
}

const idPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const keyImage = "key-image.jpg";
const versionPattern = /^report\.v([1-9]\d{0,8})\.json$/;
const casePattern = /^case-([0-9a-f]{32})\.jpg$/;

/** @param root the home's `reports` folder */
export function createReportStore(root: string): ReportStore {
  function folderOf(id: string): string {
    if (!idPattern.test(id)) throw new ReportUnknownError();
    return join(root, id);
  }

  const sweep = once(() => removeLeftovers(root));

  async function get(id: string): Promise<Report> {
    const text = await readFile(join(folderOf(id), "report.json"), "utf8").catch(() => {
      throw new ReportUnknownError();
    });
    try {
      return parseReport(text);
    } catch (cause) {
      throw new ReportDamagedError({ cause });
    }
  }

  async function version(id: string, number: number): Promise<Report> {
    const path = join(folderOf(id), versionFile({ version: number }));
    const text = await readFile(path, "utf8").catch(async () => {
      await get(id); // it may be the report that is not there
      throw new ReportVersionUnknownError();
    });
    try {
      return parseReport(text);
    } catch (cause) {
      throw new ReportDamagedError({ cause });
    }
  }

  return {
    get,
    version,
    async versions(id) {
      const names = await readdir(folderOf(id)).catch(() => {
        throw new ReportUnknownError();
      });
      const numbers = names.flatMap((name) => versionPattern.exec(name)?.[1] ?? []).map(Number);
      const read = await Promise.all(numbers.map((each) => version(id, each).catch(() => null)));
      return read.filter((report) => report !== null).sort((a, b) => a.version - b.version);
    },
    async add(report, { keyImage: key, citedCases }) {
      const folder = folderOf(report.id);
      const text = documentOf(report);
      await withDiskFull(async () => {
        await mkdir(root, { recursive: true });
        await sweep();
        const temporary = join(root, stagingName());
        await mkdir(temporary);
        try {
          await writeWhole(join(temporary, versionFile(report)), text);
          await writeWhole(join(temporary, "report.json"), text);
          await writeSynced(join(temporary, keyImage), key);
          for (const [id, view] of citedCases) await writeSynced(join(temporary, `case-${id}.jpg`), view);
          await rename(temporary, folder);
        } catch (error) {
          await rm(temporary, { recursive: true, force: true });
          throw error;
        }
      });
    },
    async replace(report) {
      const folder = folderOf(report.id);
      const text = documentOf(report);
      await writeWhole(join(folder, versionFile(report)), text);
      await writeWhole(join(folder, "report.json"), text);
    },
    async list() {
      const names = (await readdir(root).catch(() => [])).filter((name) => idPattern.test(name));
      const reports = await Promise.all(names.map((name) => get(name).catch(() => null)));
      return reports
        .filter((report) => report !== null)
        .sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? 1 : -1));
    },
    async pictures(id) {
      const folder = folderOf(id);
      const files = await readdir(folder).catch(() => {
        throw new ReportUnknownError();
      });
      const read = async (name: string) => new Uint8Array(await readFile(join(folder, name)));
      const cases = files.flatMap((name) => {
        const pairId = casePattern.exec(name)?.[1];
        return pairId === undefined ? [] : [{ name, pairId }];
      });
      try {
        const views = await Promise.all(cases.map(async ({ name, pairId }) => [pairId, await read(name)] as const));
        return { keyImage: await read(keyImage), citedCases: new Map(views) };
      } catch (cause) {
        await access(folder).catch(() => {
          throw new ReportUnknownError(); // deleted in between
        });
        throw new ReportDamagedError({ cause });
      }
    },
    async delete(id) {
      const gone = join(root, stagingName());
      await rename(folderOf(id), gone).catch((error: unknown) => {
        throw isMissing(error) ? new ReportUnknownError() : error;
      });
      await rm(gone, { recursive: true, force: true });
      await removeLeftovers(root);
    },
  };
}

function documentOf(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function versionFile({ version }: Pick<Report, "version">): string {
  return `report.v${version}.json`;
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes, { flush: true });
}

async function withDiskFull(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
  }
}
