import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../../core/errors.ts";
import { writeWhole } from "../../core/write-whole.ts";
import type { EncoderId } from "../../encoders/contract.ts";
import type { PromptSet } from "../contract.ts";
import { CalibrationDamagedError, CalibrationUnknownError } from "../errors.ts";
import { promptsSha256 } from "../prompts-sha256.ts";
import { StoredCalibration } from "./stored-calibration.ts";

/** The user's calibrations: one for an encoder revision and a set of prompts, a file each. */
export interface CalibrationStore {
  /** Null where there is none. @throws {CalibrationDamagedError} */
  find(set: PromptSet, encoder: EncoderId): Promise<StoredCalibration | null>;
  /** In order of id. */
  list(): Promise<readonly (StoredCalibration | { readonly id: string; readonly damaged: true })[]>;
  /** Takes the place of an earlier one of the same encoder and prompts. @throws {DiskFullError} */
  save(calibration: StoredCalibration): Promise<void>;
  /** @throws {CalibrationUnknownError} */
  delete(id: string): Promise<void>;
}

/** The id of what is calibrated for these prompts by this encoder revision: `mini-71a613e5-` and the first of the prompts' hash. */
export function calibrationId(set: PromptSet, encoder: EncoderId): string {
  return `${encoder.replace("@", "-")}-${promptsSha256(set).slice(0, 12)}`;
}

/** @param folder created when it is first needed */
export function createCalibrationStore(folder: string): CalibrationStore {
  const pathOf = (id: string) => join(folder, `${id}.json`);

  async function read(id: string): Promise<StoredCalibration | null> {
    const text = await readFile(pathOf(id), "utf8").catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw new CalibrationDamagedError(id, { cause: error });
    });
    if (text === null) return null;
    const parsed = StoredCalibration.safeParse(parse(text));
    if (!parsed.success || parsed.data.id !== id) throw new CalibrationDamagedError(id);
    return parsed.data;
  }

  async function ids(): Promise<readonly string[]> {
    const names = await readdir(folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const ending = ".json";
    return names
      .filter((name) => name.endsWith(ending) && !name.startsWith("."))
      .map((name) => name.slice(0, -ending.length))
      .sort();
  }

  return {
    async find(set, encoder) {
      const found = await read(calibrationId(set, encoder));
      return found?.encoder === encoder && found.promptSet.sha256 === promptsSha256(set) ? found : null;
    },
    async list() {
      return Promise.all(
        (await ids()).map(async (id) => {
          const found = await read(id).catch((error: unknown) => {
            if (error instanceof CalibrationDamagedError) return null;
            throw error;
          });
          return found ?? { id, damaged: true as const };
        }),
      );
    },
    async save(calibration) {
      await mkdir(folder, { recursive: true });
      await writeWhole(pathOf(calibration.id), `${JSON.stringify(calibration, null, 1)}\n`);
    },
    async delete(id) {
      if (!(await ids()).includes(id)) throw new CalibrationUnknownError();
      await rm(pathOf(id));
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
