import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../../core/errors.ts";
import { removeLeftovers, stagingName } from "../../core/staging.ts";
import { HomeFolderError, ImportedModelError } from "./errors.ts";
import { type ImportedModel, readImportedModel } from "./imported-model.ts";

export interface ImportedModelList {
  /** In order of id. */
  readonly models: readonly ImportedModel[];
  /** Names of folders whose record cannot be read. */
  readonly damaged: readonly string[];
}

/** The models that were imported into a home. One that is damaged is in nobody's way but its own. */
export interface ImportedModels {
  /** @throws {HomeFolderError} */
  list(): Promise<ImportedModelList>;
  /** @param name the card's id, or `id@revision`; null where no such model was imported. @throws {ImportedModelError | HomeFolderError} */
  find(name: string): Promise<ImportedModel | null>;
  /** Removes a model's folder, also of one whose record cannot be read. @param id of the list @throws {HomeFolderError} */
  delete(id: string): Promise<void>;
}

/** @param root `<home>/models`, a folder each */
export function createImportedModels(root: string): ImportedModels {
  async function list(): Promise<ImportedModelList> {
    const entries = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
      if (isMissing(cause)) return [];
      throw new HomeFolderError({ cause });
    });
    const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
    const read = await Promise.all(
      names.sort().map((name) =>
        readImportedModel(join(root, name)).catch((error: unknown) => {
          if (error instanceof ImportedModelError) return name;
          throw error;
        }),
      ),
    );
    const models = read.filter((each) => typeof each !== "string");
    return { models, damaged: read.filter((each) => typeof each === "string") };
  }
  return {
    list,
    async find(asked) {
      const wanted = asked.toLowerCase();
      const { models, damaged } = await list();
      const found = models.find(({ model, encoderId }) => [model.card.id, encoderId].includes(wanted));
      const name = wanted.split("@")[0];
      if (!found && damaged.includes(name)) throw new ImportedModelError(`${name} has a record that cannot be read`);
      return found ?? null;
    },
    async delete(id) {
      const gone = join(root, stagingName()); // a half-removed model is never seen as one
      await rename(join(root, id), gone).catch((cause: unknown) => {
        if (!isMissing(cause)) throw new HomeFolderError({ cause }); // another deletion was faster
      });
      await rm(gone, { recursive: true, force: true });
      await removeLeftovers(root);
    },
  };
}
