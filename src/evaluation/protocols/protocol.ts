import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { metricNames } from "../contract.ts";
import { ProtocolUnknownError } from "./errors.ts";

const text = z.string().min(1);
const metric = z.enum(metricNames);

/** A published measurement as data: what is measured on what, what was published, and what is known to differ here. */
const Protocol = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.int().positive(),
  title: text,
  /** `probe`: a logistic regression on the vectors of the data's own training split. */
  task: z.enum(["zeroshot", "vqa", "probe"]),
  /** How the published data lie in a folder. */
  layout: z.enum(["class-folders", "vqa-rad", "medmnist"]),
  data: z.strictObject({
    name: text,
    /** Where to get them, and what to give as the folder. */
    from: text,
    /** Folder that may stand in the one that is given. */
    folder: text.optional(),
    /** Folders that must stand in that. */
    classFolders: z.array(text).min(1).optional(),
    /** File that must stand in it. */
    file: text.optional(),
    /** Of the published split. */
    images: z.int().positive(),
    questions: z.int().positive().optional(),
    /** Words for the numbers that the data label with. */
    labels: z.record(z.string(), text).optional(),
    /** The label that a question of two looks for. */
    positive: text.optional(),
  }),
  split: text,
  partition: z.string().nullable(),
  /** Id of a shipped set. */
  prompts: text.optional(),
  /** Card of the system that was published; null where there is none. */
  encoder: text.nullable(),
  preprocess: text,
  metric,
  published: z.array(z.strictObject({ system: text, metric, value: z.number(), source: text })).min(1),
  /** What differs whatever is measured. */
  deviations: z.array(text),
});
export type Protocol = z.output<typeof Protocol>;

/** The shipped protocols, in order of id. */
export async function readProtocols(folder: string): Promise<readonly Protocol[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(names.map(async (name) => Protocol.parse(JSON.parse(await readFile(join(folder, name), "utf8")))));
}

/** @throws {ProtocolUnknownError} */
export async function findProtocol(folder: string, id: string): Promise<Protocol> {
  const protocols = await readProtocols(folder);
  const found = protocols.find((each) => each.id === id);
  if (!found) throw new ProtocolUnknownError(protocols.map((each) => each.id));
  return found;
}
