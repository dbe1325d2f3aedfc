import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type LoadedCard, loadCard } from "./card.ts";
import { UnknownEncoderError } from "./errors.ts";
import { type Proven, readVerifiedModels } from "./verified-models.ts";

/** A model that comes with the program. */
export interface InstalledModel extends LoadedCard, Proven {
  /** Name of its folder: what `--encoder` takes, beside the card's id. */
  readonly name: string;
}

export interface InstalledModels {
  list(): Promise<readonly InstalledModel[]>;
  /** @param name folder name, the card's id, or `id@revision`. @throws {UnknownEncoderError | ModelCardError} */
  find(name: string): Promise<InstalledModel>;
}

/** Folders beside the models: cards of published ones, and vocabularies that those need. */
const others: ReadonlySet<string> = new Set(["cards", "vocabularies"]);

/** The model folders under `root`: each holds a `card.json`. */
export function createInstalledModels(root: string): InstalledModels {
  async function list(): Promise<readonly InstalledModel[]> {
    const provenOf = await readVerifiedModels(join(root, "verified.json"));
    const entries = await readdir(root, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() && !others.has(entry.name)).map(({ name }) => name);
    return Promise.all(
      names.sort().map(async (name) => {
        const loaded = await loadCard(join(root, name));
        return { ...loaded, name, ...provenOf(loaded.card.id, loaded.card.revision) };
      }),
    );
  }
  return {
    list,
    async find(wanted) {
      const models = await list();
      const found = models.find(({ name, card, encoderId }) =>
        [name, card.id, encoderId].includes(wanted.toLowerCase()),
      );
      return found ?? Promise.reject(new UnknownEncoderError(models.map(({ name }) => name)));
    },
  };
}
