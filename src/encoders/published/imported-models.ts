import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../../core/errors.ts";
import { type ImportedModel, readImportedModel } from "./imported-model.ts";

/** The models that were imported into a home. */
export interface ImportedModels {
  /** In order of id. @throws {ImportedModelError} */
  list(): Promise<readonly ImportedModel[]>;
  /** @param name the card's id, or `id@revision`; null where no such model was imported. @throws {ImportedModelError} */
  find(name: string): Promise<ImportedModel | null>;
}

/** @param root `<home>/models`, a folder each */
export function createImportedModels(root: string): ImportedModels {
  async function list(): Promise<readonly ImportedModel[]> {
    const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
    return Promise.all(names.sort().map((name) => readImportedModel(join(root, name))));
  }
  return {
    list,
    find: async (wanted) =>
      (await list()).find(({ model, encoderId }) => [model.card.id, encoderId].includes(wanted)) ?? null,
  };
}
