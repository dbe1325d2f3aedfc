import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type LoadedCard, loadCard } from "./card.ts";
import { UnknownEncoderError } from "./errors.ts";

/** What was seen of a model, by id and revision: the ladder of DESIGN.md, "What supports model X means". */
const VerifiedModels = z.strictObject({
  models: z.array(
    z.strictObject({
      id: z.string(),
      revision: z.string(),
      level: z.int().min(1).max(4),
      date: z.iso.date(),
      seen: z.string(),
    }),
  ),
});

export interface InstalledModel extends LoadedCard {
  /** Name of its folder: what `--encoder` takes, beside the card's id. */
  readonly name: string;
  /** 1 a card, 2 parity with the reference code, 3 parity on the real checkpoint, 4 a published figure reproduced. */
  readonly level: number;
  /** What was seen and when, in words. */
  readonly seen: string;
}

export interface InstalledModels {
  list(): Promise<readonly InstalledModel[]>;
  /** @param name folder name, the card's id, or `id@revision`. @throws {UnknownEncoderError | ModelCardError} */
  find(name: string): Promise<InstalledModel>;
}

/** The model folders under `root`: each holds a `card.json`. */
export function createInstalledModels(root: string): InstalledModels {
  async function list(): Promise<readonly InstalledModel[]> {
    const { models } = VerifiedModels.parse(JSON.parse(await readFile(join(root, "verified.json"), "utf8")));
    const entries = await readdir(root, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() && entry.name !== "cards").map(({ name }) => name);
    return Promise.all(
      names.sort().map(async (name) => {
        const loaded = await loadCard(join(root, name));
        const proven = models.find(({ id, revision }) => id === loaded.card.id && revision === loaded.card.revision);
        return {
          ...loaded,
          name,
          level: proven?.level ?? 1,
          seen: proven ? `${proven.seen} (${proven.date})` : "a card, nothing more",
        };
      }),
    );
  }
  return {
    list,
    async find(wanted) {
      const models = await list();
      const found = models.find(({ name, card, encoderId }) => [name, card.id, encoderId].includes(wanted));
      return found ?? Promise.reject(new UnknownEncoderError(models.map(({ name }) => name)));
    },
  };
}
