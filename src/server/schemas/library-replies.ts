import { z } from "zod";

const text = z.string();
const nullableText = z.string().nullable();
const count = z.int().nonnegative();

export const LibrarySummary = z
  .object({
    name: text,
    pairs: count.nullable(),
    encoder: nullableText,
    createdAt: z.iso.datetime().nullable(),
    problem: text.optional(),
  })
  .meta({ id: "LibrarySummary" });
export const LibraryList = z.object({ libraries: z.array(LibrarySummary) });

const Values = z.array(z.object({ value: nullableText, pairs: count }));
export const LibraryDetails = z
  .object({
    name: text,
    encoder: text,
    dimensions: count,
    createdAt: z.iso.datetime(),
    pairs: count,
    withText: count,
    cases: count,
    sizeBytes: count,
    sources: Values,
    modalities: Values,
    labels: Values,
  })
  .meta({ id: "LibraryDetails" });
export const LibraryDeleted = z.object({ deleted: text, pairs: count });

export const Pair = z
  .object({
    id: text,
    sha256: text,
    text: nullableText,
    caption: nullableText,
    label: nullableText,
    case: text,
    kind: nullableText,
    modality: nullableText,
    anatomy: nullableText,
    source: nullableText,
    licence: nullableText,
    partition: nullableText,
  })
  .meta({ id: "Pair" });
export const SavedPair = z
  .object({
    library: text,
    outcome: z
      .enum(["added", "updated", "duplicate"])
      .meta({ description: "updated: the library held this image with other words; duplicate: with these." }),
    pair: Pair,
    total: count.meta({ description: "Pairs in the library afterwards." }),
  })
  .meta({ id: "SavedPair" });
export const PairPage = z.object({ total: count, pairs: z.array(Pair) });

export const Job = z
  .object({
    id: text,
    library: text,
    sources: z.array(text),
    state: z.enum(["queued", "running", "done", "failed", "cancelled", "interrupted"]),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    progress: z
      .object({
        done: count,
        total: count.nullable(),
        unit: text,
        perSecond: z.number().nullable(),
        etaSeconds: z.number().nullable(),
      })
      .nullable(),
    stored: count.meta({ description: "Pairs that this run has put into the library so far." }),
    result: z
      .object({
        library: text,
        encoder: text,
        added: count,
        duplicates: count,
        updated: count,
        failed: z.array(z.object({ source: text, code: text, reason: text })),
        strippedCharacters: count,
        total: count,
        seconds: z.number(),
      })
      .nullable(),
    error: z.object({ code: text, message: text, remedy: text }).nullable(),
  })
  .meta({ id: "Job" });
export const JobList = z.object({ jobs: z.array(Job) });
